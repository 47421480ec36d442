package dev.sluice.adminapi.view;

import com.google.protobuf.ByteString;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.TaskRules;
import dev.sluice.v1.TaskRetryConfig;
import dev.sluice.v1.admin.tasks.Attempt;
import dev.sluice.v1.admin.tasks.RetryConfig;
import dev.sluice.v1.admin.tasks.Task;
import dev.sluice.v1.query.TaskView;
import java.time.Instant;

/** Tasks as they are kept to what callers see. */
public final class TasksToApi {

  private TasksToApi() {}

  /** Returns BASIC for a view that is not set or not known. */
  public static Task.View view(Task.View asked) {
    return asked == Task.View.FULL ? Task.View.FULL : Task.View.BASIC;
  }

  /** Returns the view of a number; of one that is not known, none. */
  public static Task.View viewOf(int number) {
    Task.View view = Task.View.forNumber(number);
    return view == null ? Task.View.VIEW_UNSPECIFIED : view;
  }

  /** Shows a task that was never dispatched. */
  public static Task task(dev.sluice.v1.Task task, Task.View view) {
    Task.Builder shown = Task.newBuilder().setName(task.getName()).setView(view);
    if (task.getAppEngineHttpRequest() == null) {
      shown
          .setHttpRequest(TargetsToApi.request(task.getHttpRequest(), view))
          .setDispatchDeadline(Times.duration(TaskRules.dispatchDeadline(task).toMillis()));
    } else {
      shown.setAppEngineHttpRequest(TargetsToApi.request(task.getAppEngineHttpRequest(), view));
      if (task.getDispatchDeadlineMillis() != 0) {
        shown.setDispatchDeadline(Times.duration(task.getDispatchDeadlineMillis()));
      }
    }
    if (task.getRetryConfig() != null) {
      shown.setRetryConfig(retries(task.getRetryConfig()));
    }
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

  private static RetryConfig retries(TaskRetryConfig retries) {
    RetryConfig.Builder shown = RetryConfig.newBuilder();
    if (retries.getMaxAttempts() != null) {
      shown.setMaxAttempts(retries.getMaxAttempts());
    }
    if (retries.getMaxRetryDurationMillis() != null) {
      shown.setMaxRetryDuration(Times.duration(retries.getMaxRetryDurationMillis()));
    }
    if (retries.getMinBackoffMillis() != null) {
      shown.setMinBackoff(Times.duration(retries.getMinBackoffMillis()));
    }
    if (retries.getMaxBackoffMillis() != null) {
      shown.setMaxBackoff(Times.duration(retries.getMaxBackoffMillis()));
    }
    if (retries.getMaxDoublings() != null) {
      shown.setMaxDoublings(retries.getMaxDoublings());
    }
    return shown.build();
  }
}
