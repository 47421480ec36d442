package dev.sluice.adminapi.view;

import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.TaskRules;
import dev.sluice.v1.TaskRetryConfig;
import dev.sluice.v1.admin.tasks.RetryConfig;
import dev.sluice.v1.admin.tasks.Task;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Tasks as callers ask for them to records. */
public final class TasksFromApi {

  private TasksFromApi() {}

  /**
   * Makes the record of a task to create, with the defaults filled in, and checks it. A schedule
   * time that is unset or past becomes now (spec section 1.3).
   *
   * @param asked the task of the call; its name is not looked at
   * @param name the task's name
   * @param generatedName whether the server made that name
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT with Google's text
   */
  public static dev.sluice.v1.Task task(
      Task asked, TaskName name, boolean generatedName, Instant now, Limits limits) {
    Instant createTime = now.truncatedTo(ChronoUnit.MICROS);
    dev.sluice.v1.Task.Builder made =
        dev.sluice.v1.Task.newBuilder()
            .setName(name.toString())
            .setRetryConfig(retries(asked))
            .setCreateTime(createTime)
            .setScheduleTime(scheduleTime(asked, createTime))
            .setDispatchDeadlineMillis(deadlineMillis(asked))
            .setGeneratedName(generatedName)
            .setAwaitsVerdict(true);
    setRequest(made, asked);
    dev.sluice.v1.Task task = made.build();
    TaskRules.violation(task, limits, now)
        .ifPresent(message -> {
          throw Refusals.invalid(message);
        });
    return task;
  }

  private static Instant scheduleTime(Task asked, Instant createTime) {
    if (!asked.hasScheduleTime()) {
      return createTime;
    }
    Instant time = Times.instant(asked.getScheduleTime(), "Task.scheduleTime");
    return time.isAfter(createTime) ? time : createTime;
  }

  private static long deadlineMillis(Task asked) {
    long millis =
        asked.hasDispatchDeadline()
            ? Times.millis(asked.getDispatchDeadline(), "Task.dispatchDeadline")
            : 0;
    // An App Engine task that has none keeps none, and is shown so (spec section 1.3).
    return millis == 0 && !asked.hasAppEngineHttpRequest()
        ? TaskRules.DEFAULT_DISPATCH_DEADLINE.toMillis()
        : millis;
  }

  private static void setRequest(dev.sluice.v1.Task.Builder task, Task asked) {
    switch (asked.getMessageTypeCase()) {
      case HTTP_REQUEST -> task.setHttpRequest(TargetsFromApi.request(asked.getHttpRequest()));
      case APP_ENGINE_HTTP_REQUEST ->
          task.setHttpRequest(dev.sluice.v1.HttpRequest.newBuilder().setUrl("").build())
              .setAppEngineHttpRequest(TargetsFromApi.request(asked.getAppEngineHttpRequest()));
      case MESSAGETYPE_NOT_SET ->
          throw Refusals.invalid("Task.httpRequest or Task.appEngineHttpRequest is required.");
    }
  }

  private static @Nullable TaskRetryConfig retries(Task asked) {
    if (!asked.hasRetryConfig()) {
      return null;
    }
    RetryConfig retries = asked.getRetryConfig();
    // Numbers have no presence on the wire: zero is the queue's.
    return TaskRetryConfig.newBuilder()
        .setMaxAttempts(retries.getMaxAttempts() == 0 ? null : retries.getMaxAttempts())
        .setMaxRetryDurationMillis(
            retries.hasMaxRetryDuration()
                ? Times.millis(retries.getMaxRetryDuration(), "RetryConfig.maxRetryDuration")
                : null)
        .setMinBackoffMillis(
            retries.hasMinBackoff()
                ? Times.millis(retries.getMinBackoff(), "RetryConfig.minBackoff")
                : null)
        .setMaxBackoffMillis(
            retries.hasMaxBackoff()
                ? Times.millis(retries.getMaxBackoff(), "RetryConfig.maxBackoff")
                : null)
        .setMaxDoublings(retries.getMaxDoublings() == 0 ? null : retries.getMaxDoublings())
        .build();
  }
}
