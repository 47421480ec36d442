package dev.sluice.schemas;

import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.Task;
import java.util.List;

/**
 * Tasks to Cloud Tasks JSON (the REST API's Task resource) and back, by the rules of protobuf's
 * JSON mapping: field names in lowerCamel or snake case, bytes in base64 of either alphabet, RFC
 * 3339 times, durations such as {@code "10.5s"}, enums by name or number, null for "not set".
 * Stricter where leniency would hide a mistake: unknown fields, duplicate fields and wrong types
 * are refused. Output-only fields are read over, so that what the API returned can be sent again.
 */
public final class TaskJson {

  private static final List<String> TASK_FIELDS =
      List.of("name", "httpRequest", "scheduleTime", "dispatchDeadline");
  // Output-only fields, and one that is allowed as long as it is null.
  private static final List<String> READ_OVER =
      List.of(
          "createTime",
          "dispatchCount",
          "responseCount",
          "firstAttempt",
          "lastAttempt",
          "view",
          "appEngineHttpRequest");
  private static final List<String> REQUEST_FIELDS =
      List.of("url", "httpMethod", "headers", "body", "oauthToken", "oidcToken");

  // Each at its number in Cloud Tasks' own enum (spec section 1.4).
  private static final List<String> METHODS =
      List.of(
          "HTTP_METHOD_UNSPECIFIED", "POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS");

  private TaskJson() {}

  /**
   * Reads a task. It is not yet checked against the rules of {@link TaskRules}: a field that is not
   * there is empty.
   *
   * @param json UTF-8, with or without a byte order mark
   * @throws UnreadableRecordException if it is not a task; the message names the JSON path, what is
   *     there and what is expected
   */
  public static Task decode(byte[] json) {
    JsonObject task = JsonObject.parse(json);
    if (task.has("appEngineHttpRequest")) {
      throw new UnreadableRecordException(
          "$.appEngineHttpRequest: App Engine tasks are not supported yet (expected: httpRequest)");
    }
    task.allowOnly(TASK_FIELDS, READ_OVER);
    return Task.newBuilder()
        .setName(task.string("name"))
        .setHttpRequest(request(task.object("httpRequest")))
        .setScheduleTime(task.timestamp("scheduleTime"))
        .setDispatchDeadlineMillis(deadlineMillis(task))
        .build();
  }

  /**
   * Writes a task: what its creator said of it, and its createTime when it is known. Marks that
   * only Sluice's own API sets are left out.
   */
  public static byte[] encode(Task task) {
    return TaskJsonWriter.write(task);
  }

  private static long deadlineMillis(JsonObject task) {
    long millis = task.durationMillis("dispatchDeadline");
    return millis == 0 ? TaskRules.DEFAULT_DISPATCH_DEADLINE.toMillis() : millis;
  }

  private static HttpRequest request(JsonObject request) {
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
