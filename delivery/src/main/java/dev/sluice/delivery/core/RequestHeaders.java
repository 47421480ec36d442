package dev.sluice.delivery.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The headers of an attempt (spec section 4.1): the creator's own as they were spelt, without those
 * that are reserved or belong to the connection, and what Cloud Tasks adds.
 */
public final class RequestHeaders {

  /** What every attempt says it was sent by. */
  public static final String USER_AGENT = "Google-Cloud-Tasks";

  /** Expect too: a target that never says 100 would keep the body back until the deadline. */
  private static final Set<String> RESERVED =
      Set.of("host", "content-length", "user-agent", "expect");

  private static final List<String> RESERVED_PREFIXES =
      List.of("x-google-", "x-appengine-", "x-cloudtasks-");

  /** They speak about one connection, which is the worker's (RFC 9110, section 7.6.1). */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  private static final long MICROS_PER_SECOND = 1_000_000;

  private RequestHeaders() {}

  /** A header line. */
  public record Header(String name, String value) {}

  /**
   * What an attempt is told about itself.
   *
   * @param queueId short id of the queue
   * @param taskId short id of the task
   * @param dispatchCount attempts including this one, from 1
   * @param executionCount earlier attempts that got a response other than 5xx
   * @param previousResponse status of the previous response, 504 after a timeout, 0: none
   * @param responseCount earlier attempts that got any response
   * @param previousUnanswered whether the previous attempt got no response
   * @param scheduleMicros when this attempt was due, since the epoch
   */
  public record About(
      String queueId,
      String taskId,
      int dispatchCount,
      int executionCount,
      int previousResponse,
      int responseCount,
      boolean previousUnanswered,
      long scheduleMicros) {}

  /**
   * Computes the headers; Host and Content-Length are left to the HTTP client.
   *
   * @param about the attempt
   * @param userHeaders the creator's headers, in order
   * @param own headers that replace the creator's of their names
   * @throws RequestRefusedException if one cannot be sent
   */
  public static List<Header> of(About about, Map<String, String> userHeaders, List<Header> own)
      throws RequestRefusedException {
    List<Header> headers = allowed(userHeaders, own);
    headers.add(new Header("User-Agent", USER_AGENT));
    headers.add(new Header("X-CloudTasks-QueueName", about.queueId()));
    headers.add(new Header("X-CloudTasks-TaskName", about.taskId()));
    headers.add(new Header("X-CloudTasks-TaskRetryCount", "" + (about.dispatchCount() - 1)));
    headers.add(new Header("X-CloudTasks-TaskExecutionCount", "" + about.executionCount()));
    headers.add(new Header("X-CloudTasks-TaskETA", eta(about.scheduleMicros())));
    if (about.dispatchCount() > 1) {
      if (about.previousResponse() != 0) {
        headers.add(new Header("X-CloudTasks-TaskPreviousResponse", "" + about.previousResponse()));
      }
      headers.add(new Header("X-CloudTasks-TaskRetryReason", ""));
    }
    headers.addAll(own);
    return List.copyOf(headers);
  }

  /** The creator's headers, without those that are not his to set. */
  static List<Header> allowed(Map<String, String> userHeaders, List<Header> own)
      throws RequestRefusedException {
    List<Header> headers = new ArrayList<>();
    for (Map.Entry<String, String> header : userHeaders.entrySet()) {
      String name = header.getKey();
      if (!isReplaced(name) && own.stream().noneMatch(one -> one.name().equalsIgnoreCase(name))) {
        check(name, header.getValue());
        headers.add(new Header(name, header.getValue().strip()));
      }
    }
    return headers;
  }

  private static boolean isReplaced(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    return RESERVED.contains(small)
        || HOP_BY_HOP.contains(small)
        || RESERVED_PREFIXES.stream().anyMatch(small::startsWith);
  }

  static void check(String name, String value) throws RequestRefusedException {
    boolean nameIsFine =
        !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    if (!nameIsFine) {
      throw new RequestRefusedException(
          "header name: \"" + name + "\" (expected: visible ASCII without a colon)");
    }
    if (value.chars().anyMatch(c -> c == 0x7f || (c < ' ' && c != '\t'))) {
      throw new RequestRefusedException(
          "header " + name + ": has a control character (expected: none)");
    }
  }

  static String eta(long micros) {
    // The leading one is cut off: a format string would cost more than all other headers.
    String fraction = Long.toString(MICROS_PER_SECOND + Math.floorMod(micros, MICROS_PER_SECOND));
    return Math.floorDiv(micros, MICROS_PER_SECOND) + "." + fraction.substring(1);
  }
}
