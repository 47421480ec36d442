package dev.sluice.adminapi.service;

import com.google.rpc.Code;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.admin.GetVerdictRequest;
import dev.sluice.v1.admin.TaskVerdict;
import dev.sluice.v1.admin.VerdictsGrpc;
import dev.sluice.v1.query.Verdict;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/** Verdicts for those who write tasks to Kafka. */
final class VerdictsService extends VerdictsGrpc.VerdictsImplBase {

  private static final int LONGEST_WAIT_MILLIS = 10_000;

  private final Calls calls;
  private final Backend backend;

  VerdictsService(Calls calls, Backend backend) {
    this.calls = calls;
    this.backend = backend;
  }

  @Override
  public void get(GetVerdictRequest request, StreamObserver<TaskVerdict> observer) {
    calls.answer(observer, deadline -> get(request, deadline));
  }

  private TaskVerdict get(GetVerdictRequest request, Deadline deadline)
      throws InterruptedException {
    TaskName task = Names.task(request.getTask());
    check(request, Partitions.of(task.queue().toString(), backend.partitions()));
    return backend
        .verdict(task, request.getOffset(), Duration.ofMillis(request.getWaitMillis()), deadline)
        .map(VerdictsService::message)
        .orElseGet(() -> TaskVerdict.newBuilder().setState(TaskVerdict.State.PENDING).build());
  }

  private static void check(GetVerdictRequest request, int owner) {
    if (request.getPartition() != owner) {
      throw Refusals.invalid(
          "partition: "
              + request.getPartition()
              + " (expected: "
              + owner
              + ", the queue's own; a record on another one is forwarded and has no verdict)");
    }
    if (request.getOffset() < 0) {
      throw Refusals.invalid("offset: " + request.getOffset() + " (expected: >= 0)");
    }
    if (request.getWaitMillis() < 0 || request.getWaitMillis() > LONGEST_WAIT_MILLIS) {
      throw Refusals.invalid(
          "wait_millis: "
              + request.getWaitMillis()
              + " (expected: 0 to "
              + LONGEST_WAIT_MILLIS
              + ")");
    }
  }

  private static TaskVerdict message(Verdict verdict) {
    return TaskVerdict.newBuilder()
        .setState(state(verdict.getCode()))
        .setReason(verdict.getReason())
        .build();
  }

  private static TaskVerdict.State state(int code) {
    return switch (code) {
      case Code.OK_VALUE -> TaskVerdict.State.ACCEPTED;
      case Code.ALREADY_EXISTS_VALUE -> TaskVerdict.State.DUPLICATE;
      default -> TaskVerdict.State.REJECTED;
    };
  }
}
