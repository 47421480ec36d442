package dev.sluice.adminapi.service;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.adminapi.view.Times;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.admin.tasks.BatchCreateTasksMetadata;
import dev.sluice.v1.admin.tasks.BatchCreateTasksRequest;
import dev.sluice.v1.admin.tasks.BatchCreateTasksResponse;
import dev.sluice.v1.admin.tasks.BatchDeleteTasksMetadata;
import dev.sluice.v1.admin.tasks.BatchDeleteTasksRequest;
import dev.sluice.v1.admin.tasks.CreateTaskRequest;
import dev.sluice.v1.admin.tasks.Task;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Batches: the operation that is returned is always done, and says of every task whether it was
 * created or deleted and, if not, why (spec section 1.3). Google's service may create some tasks of
 * a batch and answer with nothing but an error; this one does not.
 *
 * <p>With a request id, tasks without a name get ids made from it. So a retry after this server
 * forgot the first try finds them there, whatever happened in between.
 */
final class BatchCalls {

  private static final int MAX_CREATES = 100;
  private static final int MAX_DELETES = 1_000;
  private static final String NONE_CREATED =
      "None of the requests succeeded, refer to BatchCreateTasksMetadata.failed_requests for"
          + " individual error details";
  private static final String NONE_DELETED =
      "None of the requests succeeded, refer to BatchDeleteTasksMetadata.failed_requests for"
          + " individual error details";
  private static final Pattern UUID_SHAPE =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final TaskCalls tasks;
  private final Operations operations;
  private final InstantSource clock;
  private final RandomGenerator random;

  BatchCalls(TaskCalls tasks, Operations operations, InstantSource clock, RandomGenerator random) {
    this.tasks = tasks;
    this.operations = operations;
    this.clock = clock;
    this.random = random;
  }

  Operation create(BatchCreateTasksRequest request, BatchMessages shown, Deadline deadline)
      throws InterruptedException {
    QueueName queue = Names.queue(request.getParent());
    List<CreateTaskRequest> asked = request.getRequestsList();
    checkCount("requests", asked.size(), MAX_CREATES);
    for (CreateTaskRequest each : asked) {
      if (!each.getParent().isEmpty() && !each.getParent().equals(request.getParent())) {
        throw Refusals.invalid(
            "requests.parent: \""
                + each.getParent()
                + "\" (expected: the batch's own parent, "
                + request.getParent()
                + ")");
      }
    }
    String name = operationName(queue, request.getRequestId());
    return operations.once(
        name,
        fingerprint(shown, request),
        () -> created(name, queue, request, shown, deadline),
        deadline);
  }

  private Operation created(
      String name,
      QueueName queue,
      BatchCreateTasksRequest request,
      BatchMessages shown,
      Deadline deadline)
      throws InterruptedException {
    Instant start = clock.instant();
    List<CreateTaskRequest> asked = request.getRequestsList();
    AtOnce<Task> results =
        AtOnce.run(
            asked.size(), i -> create(asked.get(i), queue, request.getRequestId(), i, deadline));
    BatchCreateTasksMetadata.State state =
        results.failed().isEmpty()
            ? BatchCreateTasksMetadata.State.SUCCEEDED
            : results.succeeded().isEmpty()
                ? BatchCreateTasksMetadata.State.FAILED
                : BatchCreateTasksMetadata.State.PARTIALLY_SUCCEEDED;
    BatchCreateTasksMetadata metadata =
        BatchCreateTasksMetadata.newBuilder()
            .setStartTime(Times.timestamp(start))
            .setEndTime(Times.timestamp(clock.instant()))
            .setState(state)
            .putAllFailedRequests(results.failed())
            .build();
    BatchCreateTasksResponse response =
        BatchCreateTasksResponse.newBuilder().addAllTasks(results.succeeded()).build();
    return operation(
        name,
        shown.shown().apply(metadata),
        shown.shown().apply(response),
        results.failed(),
        asked.size(),
        NONE_CREATED);
  }

  private Task create(
      CreateTaskRequest asked, QueueName queue, String requestId, int index, Deadline deadline)
      throws InterruptedException {
    CreateTaskRequest one = asked.toBuilder().setParent(queue.toString()).build();
    if (requestId.isEmpty() || !asked.getTask().getName().isEmpty()) {
      return tasks.create(one, deadline);
    }
    TaskName name = new TaskName(queue, DerivedIds.of(queue, requestId, index));
    try {
      return tasks.create(one, name, false, deadline);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == io.grpc.Status.Code.ALREADY_EXISTS) {
        // Nobody else makes this id: an earlier try of this batch did.
        return Task.newBuilder().setName(name.toString()).setView(Task.View.BASIC).build();
      }
      throw e;
    }
  }

  Operation delete(BatchDeleteTasksRequest request, BatchMessages shown, Deadline deadline)
      throws InterruptedException {
    QueueName queue = Names.queue(request.getParent());
    List<String> names = request.getNamesList();
    checkCount("names", names.size(), MAX_DELETES);
    names.forEach(each -> TaskCalls.ownName(each, queue));
    String name = operationName(queue, request.getRequestId());
    return operations.once(
        name, fingerprint(shown, request), () -> deleted(name, names, shown, deadline), deadline);
  }

  private Operation deleted(String name, List<String> names, BatchMessages shown, Deadline deadline)
      throws InterruptedException {
    Instant start = clock.instant();
    AtOnce<Empty> results = AtOnce.run(names.size(), i -> tasks.delete(names.get(i), deadline));
    BatchDeleteTasksMetadata.State state =
        results.failed().isEmpty()
            ? BatchDeleteTasksMetadata.State.SUCCEEDED
            : results.succeeded().isEmpty()
                ? BatchDeleteTasksMetadata.State.FAILED
                : BatchDeleteTasksMetadata.State.PARTIALLY_SUCCEEDED;
    BatchDeleteTasksMetadata metadata =
        BatchDeleteTasksMetadata.newBuilder()
            .setStartTime(Times.timestamp(start))
            .setEndTime(Times.timestamp(clock.instant()))
            .setState(state)
            .putAllFailedRequests(results.failed())
            .build();
    return operation(
        name,
        shown.shown().apply(metadata),
        Empty.getDefaultInstance(),
        results.failed(),
        names.size(),
        NONE_DELETED);
  }

  private static Operation operation(
      String name,
      Message metadata,
      Message response,
      Map<Integer, Status> failed,
      int asked,
      String noneText) {
    Operation.Builder done =
        Operation.newBuilder().setName(name).setDone(true).setMetadata(Any.pack(metadata));
    if (failed.size() == asked) {
      done.setError(Status.newBuilder().setCode(Code.ABORTED_VALUE).setMessage(noneText).build());
    } else {
      done.setResponse(Any.pack(response));
    }
    return done.build();
  }

  private String operationName(QueueName queue, String requestId) {
    if (!requestId.isEmpty() && !UUID_SHAPE.matcher(requestId).matches()) {
      throw Refusals.invalid(
          "requestId must be a UUID, such as 6f3d8c1e-0b62-4a57-9d3e-2f1c5a7b9e04.");
    }
    String id =
        requestId.isEmpty() ? new UUID(random.nextLong(), random.nextLong()).toString() : requestId;
    return queue.parent() + "/operations/" + id;
  }

  /** A hash, since what is remembered for an hour must not be every body of every batch. */
  private static String fingerprint(BatchMessages shown, Message request) {
    byte[] bytes = new byte[request.getSerializedSize()];
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    // Headers are a map, whose order may be another one in a retry.
    output.useDeterministicSerialization();
    try {
      request.writeTo(output);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return shown.version() + " " + HexFormat.of().formatHex(hash);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("memory can be written, and every Java has SHA-256", e);
    }
  }

  private static void checkCount(String field, int count, int max) {
    if (count < 1 || count > max) {
      throw Refusals.invalid(field + ": " + count + " (expected: 1 to " + max + ")");
    }
  }
}
