package dev.sluice.schemas;

import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.Task;
import dev.sluice.v1.TaskRetryConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a task from Cloud Tasks JSON. */
final class TaskJsonReader {

  private static final List<String> TASK_FIELDS =
      List.of(
          "name",
          "httpRequest",
          "appEngineHttpRequest",
          "scheduleTime",
          "dispatchDeadline",
          "retryConfig");
  // Output-only fields.
  private static final List<String> READ_OVER =
      List.of(
          "createTime", "dispatchCount", "responseCount", "firstAttempt", "lastAttempt", "view");
  private static final List<String> REQUEST_FIELDS =
      List.of("url", "httpMethod", "headers", "body", "oauthToken", "oidcToken");
  private static final List<String> APP_ENGINE_FIELDS =
      List.of("httpMethod", "appEngineRouting", "relativeUri", "headers", "body");
  private static final List<String> RETRY_FIELDS =
      List.of("maxAttempts", "maxRetryDuration", "minBackoff", "maxBackoff", "maxDoublings");

  // Each at its number in Cloud Tasks' own enum (spec section 1.4).
  private static final List<String> METHODS =
      List.of(
          "HTTP_METHOD_UNSPECIFIED", "POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS");

  private TaskJsonReader() {}

  static Task task(JsonObject task) {
    task.allowOnly(TASK_FIELDS, READ_OVER);
    return Task.newBuilder()
        .setName(task.string("name"))
        .setHttpRequest(http(task.object("httpRequest")))
        .setAppEngineHttpRequest(
            task.has("appEngineHttpRequest")
                ? appEngine(task.object("appEngineHttpRequest"))
                : null)
        .setScheduleTime(task.timestamp("scheduleTime"))
        .setDispatchDeadlineMillis(deadlineMillis(task))
        .setRetryConfig(task.has("retryConfig") ? retry(task.object("retryConfig")) : null)
        .build();
  }

  private static long deadlineMillis(JsonObject task) {
    long millis = task.durationMillis("dispatchDeadline");
    return millis == 0 ? TaskRules.DEFAULT_DISPATCH_DEADLINE.toMillis() : millis;
  }

  private static HttpRequest http(JsonObject request) {
    request.allowOnly(REQUEST_FIELDS, List.of());
    return HttpRequest.newBuilder()
        .setUrl(request.string("url"))
        .setMethod(method(request))
        .setHeaders(request.strings("headers"))
        .setBody(request.bytes("body"))
        .setOauthToken(request.has("oauthToken") ? oauth(request.object("oauthToken")) : null)
        .setOidcToken(request.has("oidcToken") ? oidc(request.object("oidcToken")) : null)
        .build();
  }

  private static AppEngineHttpRequest appEngine(JsonObject request) {
    request.allowOnly(APP_ENGINE_FIELDS, List.of());
    return AppEngineHttpRequest.newBuilder()
        .setMethod(method(request))
        .setRouting(
            request.has("appEngineRouting") ? routing(request.object("appEngineRouting")) : null)
        .setRelativeUri(request.string("relativeUri"))
        .setHeaders(request.strings("headers"))
        .setBody(request.bytes("body"))
        .build();
  }

  private static AppEngineRouting routing(JsonObject routing) {
    // The host is made from the others, and output only.
    routing.allowOnly(List.of("service", "version", "instance"), List.of("host"));
    return new AppEngineRouting(
        routing.string("service"), routing.string("version"), routing.string("instance"));
  }

  private static TaskRetryConfig retry(JsonObject retry) {
    retry.allowOnly(RETRY_FIELDS, List.of());
    return TaskRetryConfig.newBuilder()
        .setMaxAttempts(retry.integer("maxAttempts"))
        .setMaxRetryDurationMillis(millis(retry, "maxRetryDuration"))
        .setMinBackoffMillis(millis(retry, "minBackoff"))
        .setMaxBackoffMillis(millis(retry, "maxBackoff"))
        .setMaxDoublings(retry.integer("maxDoublings"))
        .build();
  }

  private static @Nullable Long millis(JsonObject retry, String name) {
    return retry.has(name) ? (Long) retry.durationMillis(name) : null;
  }

  private static HttpMethod method(JsonObject request) {
    int number = request.enumNumber("httpMethod", METHODS);
    return number == 0 ? HttpMethod.POST : HttpMethod.valueOf(METHODS.get(number));
  }

  private static OAuthToken oauth(JsonObject token) {
    token.allowOnly(List.of("serviceAccountEmail", "scope"), List.of());
    return new OAuthToken(token.string("serviceAccountEmail"), token.string("scope"));
  }

  private static OidcToken oidc(JsonObject token) {
    token.allowOnly(List.of("serviceAccountEmail", "audience"), List.of());
    return new OidcToken(token.string("serviceAccountEmail"), token.string("audience"));
  }
}
