package dev.sluice.adminapi.view;

import com.google.protobuf.Message;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.v1.admin.beta.CreateTaskRequest;
import dev.sluice.v1.admin.beta.Task;

/** Tasks of v2beta3 to those of v2 and back: the same names under other numbers. */
public final class BetaTasks {

  private BetaTasks() {}

  /** Shows a task of v2 to callers of v2beta3. */
  public static Task task(dev.sluice.v1.admin.tasks.Task task) {
    return SameNames.copy(task, Task.newBuilder()).build();
  }

  /**
   * Reads a create of v2beta3 as one of v2.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT for a pull task
   */
  public static dev.sluice.v1.admin.tasks.CreateTaskRequest create(CreateTaskRequest request) {
    if (request.getTask().hasPullMessage()) {
      throw Refusals.invalid(
          "Task.pullMessage cannot be set; use httpRequest or appEngineHttpRequest.");
    }
    return to(request, dev.sluice.v1.admin.tasks.CreateTaskRequest.newBuilder()).build();
  }

  /** Turns a message of one version into that of the same name of the other. */
  public static <B extends Message.Builder> B to(Message from, B builder) {
    return SameNames.copy(from, builder);
  }
}
