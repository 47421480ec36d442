package dev.sluice.delivery.core;

import dev.sluice.delivery.core.RequestHeaders.About;
import dev.sluice.delivery.core.RequestHeaders.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The headers of an attempt at an App Engine app (spec section 4.4). Other than with HTTP targets,
 * every response counts as an execution, and a retry says why it is one.
 */
public final class AppEngineHeaders {

  /** What follows the creator's own User-Agent, or stands alone. */
  static final String USER_AGENT = "AppEngine-Google; (+http://code.google.com/appengine)";

  private static final String DEFAULT_CONTENT_TYPE = "application/octet-stream";
  private static final String FAIL_FAST = "X-AppEngine-FailFast";
  private static final String APP_ERROR = "App Error";
  private static final String UNAVAILABLE = "Instance Unavailable";

  private AppEngineHeaders() {}

  /**
   * Computes the headers; Host and Content-Length are left to the HTTP client.
   *
   * @param about the attempt
   * @param userHeaders the creator's headers, in order
   * @param hasBody whether the request has a body
   * @param own headers that replace the creator's of their names
   * @throws RequestRefusedException if one cannot be sent
   */
  public static List<Header> of(
      About about, Map<String, String> userHeaders, boolean hasBody, List<Header> own)
      throws RequestRefusedException {
    List<Header> headers = RequestHeaders.allowed(userHeaders, own);
    addFailFast(userHeaders, headers);
    if (hasBody && !names(headers, "Content-Type")) {
      headers.add(new Header("Content-Type", DEFAULT_CONTENT_TYPE));
    }
    headers.add(new Header("User-Agent", userAgent(userHeaders)));
    headers.add(new Header("X-AppEngine-QueueName", about.queueId()));
    headers.add(new Header("X-AppEngine-TaskName", about.taskId()));
    headers.add(new Header("X-AppEngine-TaskRetryCount", "" + (about.dispatchCount() - 1)));
    headers.add(new Header("X-AppEngine-TaskExecutionCount", "" + about.responseCount()));
    headers.add(new Header("X-AppEngine-TaskETA", RequestHeaders.eta(about.scheduleMicros())));
    if (about.dispatchCount() > 1) {
      boolean answered = about.previousResponse() != 0 && !about.previousUnanswered();
      headers.add(
          new Header(
              "X-AppEngine-TaskPreviousResponse", answered ? "" + about.previousResponse() : "0"));
      headers.add(new Header("X-AppEngine-TaskRetryReason", answered ? APP_ERROR : UNAVAILABLE));
    }
    headers.addAll(own);
    return List.copyOf(headers);
  }

  /** The one App Engine header that is the creator's. */
  private static void addFailFast(Map<String, String> userHeaders, List<Header> headers)
      throws RequestRefusedException {
    for (Map.Entry<String, String> header : userHeaders.entrySet()) {
      if (header.getKey().equalsIgnoreCase(FAIL_FAST)) {
        RequestHeaders.check(header.getKey(), header.getValue());
        headers.add(new Header(FAIL_FAST, header.getValue().strip()));
      }
    }
  }

  private static String userAgent(Map<String, String> userHeaders) throws RequestRefusedException {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, String> header : userHeaders.entrySet()) {
      if (header.getKey().equalsIgnoreCase("User-Agent") && !header.getValue().isBlank()) {
        RequestHeaders.check(header.getKey(), header.getValue());
        parts.add(header.getValue().strip());
      }
    }
    parts.add(USER_AGENT);
    return String.join(" ", parts);
  }

  private static boolean names(List<Header> headers, String name) {
    return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
  }
}
