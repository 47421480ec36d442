package dev.sluice.adminapi.view;

import com.google.cloud.tasks.v2.HttpMethod;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Task;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.TaskRules;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;

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
    dev.sluice.v1.Task task =
        dev.sluice.v1.Task.newBuilder()
            .setName(name.toString())
            .setHttpRequest(request(asked))
            .setCreateTime(createTime)
            .setScheduleTime(scheduleTime(asked, createTime))
            .setDispatchDeadlineMillis(deadlineMillis(asked))
            .setGeneratedName(generatedName)
            .setAwaitsVerdict(true)
            .build();
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
    if (!asked.hasDispatchDeadline()) {
      return TaskRules.DEFAULT_DISPATCH_DEADLINE.toMillis();
    }
    long millis = Times.millis(asked.getDispatchDeadline(), "Task.dispatchDeadline");
    return millis == 0 ? TaskRules.DEFAULT_DISPATCH_DEADLINE.toMillis() : millis;
  }

  private static dev.sluice.v1.HttpRequest request(Task asked) {
    if (asked.hasAppEngineHttpRequest()) {
      throw Refusals.invalid(
          "Task.appEngineHttpRequest is not supported by this server yet; use httpRequest.");
    }
    if (!asked.hasHttpRequest()) {
      throw Refusals.invalid("Task.httpRequest is required.");
    }
    HttpRequest request = asked.getHttpRequest();
    if (request.hasOidcToken() || request.hasOauthToken()) {
      throw Refusals.invalid(
          "HttpRequest."
              + (request.hasOidcToken() ? "oidcToken" : "oauthToken")
              + " is not supported by this server yet.");
    }
    return dev.sluice.v1.HttpRequest.newBuilder()
        .setUrl(request.getUrl())
        .setMethod(method(request.getHttpMethod()))
        .setHeaders(new LinkedHashMap<>(request.getHeadersMap()))
        .setBody(
            request.getBody().isEmpty() ? null : ByteBuffer.wrap(request.getBody().toByteArray()))
        .build();
  }

  private static dev.sluice.v1.HttpMethod method(HttpMethod method) {
    return switch (method) {
      case HTTP_METHOD_UNSPECIFIED, POST -> dev.sluice.v1.HttpMethod.POST;
      case GET -> dev.sluice.v1.HttpMethod.GET;
      case HEAD -> dev.sluice.v1.HttpMethod.HEAD;
      case PUT -> dev.sluice.v1.HttpMethod.PUT;
      case DELETE -> dev.sluice.v1.HttpMethod.DELETE;
      case PATCH -> dev.sluice.v1.HttpMethod.PATCH;
      case OPTIONS -> dev.sluice.v1.HttpMethod.OPTIONS;
      case UNRECOGNIZED ->
          throw Refusals.invalid(
              "HttpRequest.httpMethod must be one of POST, GET, HEAD, PUT, DELETE, PATCH and"
                  + " OPTIONS.");
    };
  }
}
