package dev.sluice.adminapi.service;

import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.backend.Policies;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.OAuthAccounts;
import io.grpc.BindableService;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** All services of the API, over one installation. */
public final class Services {

  private Services() {}

  /**
   * Makes the services.
   *
   * @param accounts service accounts that have OAuth tokens
   * @param random for the ids of tasks without a name; used by many threads
   */
  public static List<BindableService> of(
      Calls calls,
      Backend backend,
      Policies policies,
      Limits limits,
      OAuthAccounts accounts,
      InstantSource clock,
      RandomGenerator random) {
    ApiCalls does = ApiCalls.of(backend, policies, limits, accounts, clock, random);
    return List.of(
        new CloudTasksService(calls, does),
        new BetaCloudTasksService(calls, does),
        new OperationsService(calls, does.operations()),
        new LocationsService(calls, backend),
        new DeadLettersService(calls, backend, clock),
        new VerdictsService(calls, backend));
  }
}
