package dev.sluice.adminapi.view;

import com.google.cloud.tasks.v2.Attempt;
import com.google.cloud.tasks.v2.HttpMethod;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.ByteString;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.TaskRules;
import dev.sluice.v1.query.TaskView;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;

/** Tasks as they are kept to what callers see. */
public final class TasksToApi {

  // Google's service shows the header that it will send (spec section 4.1).
  private static final String USER_AGENT = "User-Agent";
  private static final String USER_AGENT_VALUE = "Google-Cloud-Tasks";

  private TasksToApi() {}

  /** Returns BASIC for a view that is not set or not known. */
  public static Task.View view(Task.View asked) {
    return asked == Task.View.FULL ? Task.View.FULL : Task.View.BASIC;
  }

  /** Shows a task that was never dispatched. */
  public static Task task(dev.sluice.v1.Task task, Task.View view) {
    Task.Builder shown =
        Task.newBuilder()
            .setName(task.getName())
            .setHttpRequest(request(task.getHttpRequest(), view))
            .setDispatchDeadline(Times.duration(TaskRules.dispatchDeadline(task).toMillis()))
            .setView(view);
    if (task.getScheduleTime() != null) {
      shown.setScheduleTime(Times.timestamp(task.getScheduleTime()));
    }
    if (task.getCreateTime() != null) {
      shown.setCreateTime(seconds(task.getCreateTime()));
    }
    return shown.build();
  }

  /** Shows a task as its owner knows it. */
  public static Task task(TaskView known, Task.View view) {
    dev.sluice.v1.Task task =
        AvroCodec.decode(known.getTask().toByteArray(), dev.sluice.v1.Task.class);
    Task.Builder shown =
        task(task, view).toBuilder()
            .setDispatchCount(known.getDispatchCount())
            .setResponseCount(known.getResponseCount())
            .setScheduleTime(Times.timestampOfMicros(known.getScheduleTimeMicros()))
            .setCreateTime(
                Times.timestampOfMicros(known.getCreateTimeMicros()).toBuilder().setNanos(0));
    if (!known.getFirstAttempt().isEmpty()) {
      // Of the first attempt only this time is kept (spec section 3.3).
      shown.setFirstAttempt(
          Attempt.newBuilder()
              .setDispatchTime(
                  Times.timestamp(attempt(known.getFirstAttempt()).getDispatchTime())));
    }
    if (!known.getLastAttempt().isEmpty()) {
      shown.setLastAttempt(AttemptsToApi.attempt(attempt(known.getLastAttempt())));
    }
    return shown.build();
  }

  private static dev.sluice.v1.Attempt attempt(ByteString record) {
    return AvroCodec.decode(record.toByteArray(), dev.sluice.v1.Attempt.class);
  }

  private static com.google.protobuf.Timestamp seconds(Instant time) {
    return Times.timestamp(Instant.ofEpochSecond(time.getEpochSecond()));
  }

  private static HttpRequest request(dev.sluice.v1.HttpRequest request, Task.View view) {
    HttpRequest.Builder shown =
        HttpRequest.newBuilder()
            .setUrl(request.getUrl())
            .setHttpMethod(HttpMethod.valueOf(request.getMethod().name()));
    for (Map.Entry<String, String> header : request.getHeaders().entrySet()) {
      if (!header.getKey().equalsIgnoreCase(USER_AGENT)) {
        shown.putHeaders(header.getKey(), header.getValue());
      }
    }
    shown.putHeaders(USER_AGENT, USER_AGENT_VALUE);
    ByteBuffer body = request.getBody();
    if (view == Task.View.FULL && body != null) {
      shown.setBody(ByteString.copyFrom(body.duplicate()));
    }
    return shown.build();
  }
}
