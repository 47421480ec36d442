package dev.sluice.adminapi.service;

import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.backend.Policies;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.OAuthAccounts;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What every version of the API does; the versions differ in their messages only. */
record ApiCalls(
    QueueCalls queues,
    QueueList queueList,
    TaskCalls tasks,
    BatchCalls batches,
    BufferCalls buffers,
    IamCalls iam,
    Operations operations) {

  static ApiCalls of(
      Backend backend,
      Policies policies,
      Limits limits,
      OAuthAccounts accounts,
      InstantSource clock,
      RandomGenerator random) {
    TaskCalls tasks = new TaskCalls(backend, limits, accounts, clock, random);
    Operations operations = new Operations(clock);
    return new ApiCalls(
        new QueueCalls(backend, limits, accounts),
        new QueueList(backend, clock),
        tasks,
        new BatchCalls(tasks, operations, clock, random),
        new BufferCalls(backend, tasks),
        new IamCalls(backend, policies),
        operations);
  }
}
