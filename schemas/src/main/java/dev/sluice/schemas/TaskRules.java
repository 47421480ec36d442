package dev.sluice.schemas;

import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Task;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a task must obey (spec sections 1.3 and 1.5), in the texts that Google's service answers
 * where those are known. The API asks before it accepts a task, the scheduler before it creates
 * one.
 */
public final class TaskRules {

  /** How long an attempt may take when the task does not say. */
  public static final Duration DEFAULT_DISPATCH_DEADLINE = Duration.ofMinutes(10);

  /** All headers together stay below this. */
  public static final int HEADER_BYTES_LIMIT = 80 * 1024;

  private static final long MIN_DEADLINE_MILLIS = Duration.ofSeconds(15).toMillis();
  private static final long MAX_DEADLINE_MILLIS = Duration.ofMinutes(30).toMillis();
  // Google's service shows times in its own zone.
  private static final DateTimeFormatter PACIFIC_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT)
          .withZone(ZoneId.of("America/Los_Angeles"));

  private TaskRules() {}

  /**
   * Returns the first rule that a task breaks. Whether the task is where it says it is (the
   * record's key, the call's parent) is not asked here.
   *
   * @param now the time that the schedule's horizon counts from
   */
  public static Optional<String> violation(Task task, Limits limits, Instant now) {
    return name(task)
        .or(() -> UrlRules.violation(task.getHttpRequest().getUrl()))
        .or(() -> headers(task.getHttpRequest().getHeaders()))
        .or(() -> body(task.getHttpRequest()))
        .or(() -> tokens(task.getHttpRequest()))
        .or(() -> deadline(task))
        .or(() -> schedule(task, limits, now))
        .or(() -> size(task, limits));
  }

  /** Returns how long an attempt of a task may take: its own deadline, or the default for 0. */
  public static Duration dispatchDeadline(Task task) {
    long millis = task.getDispatchDeadlineMillis();
    return millis == 0 ? DEFAULT_DISPATCH_DEADLINE : Duration.ofMillis(millis);
  }

  private static Optional<String> name(Task task) {
    if (task.getName().isEmpty()) {
      return Optional.empty();
    }
    try {
      TaskName.parse(task.getName());
      return Optional.empty();
    } catch (InvalidNameException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> headers(Map<String, String> headers) {
    long bytes = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey();
      if (name.isEmpty() || !name.chars().allMatch(c -> Ascii.isToken((char) c))) {
        return Optional.of(
            "HttpRequest.headers: \""
                + Excerpt.of(name)
                + "\" is not a header name (letters, digits and !#$%&'*+-.^_`|~).");
      }
      if (header.getValue().chars().anyMatch(c -> c != '\t' && Ascii.isControl((char) c))) {
        return Optional.of(
            "HttpRequest.headers: the value of \""
                + Excerpt.of(name)
                + "\" must not contain control characters, such as line breaks.");
      }
      bytes += name.length() + header.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes < HEADER_BYTES_LIMIT
        ? Optional.empty()
        : Optional.of("HttpRequest.headers must be less than 80 KB in total.");
  }

  private static Optional<String> body(HttpRequest request) {
    ByteBuffer body = request.getBody();
    HttpMethod method = request.getMethod();
    boolean allowed =
        method == HttpMethod.POST || method == HttpMethod.PUT || method == HttpMethod.PATCH;
    return allowed || body == null || !body.hasRemaining()
        ? Optional.empty()
        : Optional.of(
            "HttpRequest.body is only allowed with POST, PUT and PATCH, not with " + method + ".");
  }

  private static Optional<String> tokens(HttpRequest request) {
    return request.getOauthToken() == null || request.getOidcToken() == null
        ? Optional.empty()
        : Optional.of("HttpRequest: only one of oauthToken and oidcToken may be set.");
  }

  private static Optional<String> deadline(Task task) {
    long millis = task.getDispatchDeadlineMillis();
    return millis == 0 || (millis >= MIN_DEADLINE_MILLIS && millis <= MAX_DEADLINE_MILLIS)
        ? Optional.empty()
        : Optional.of("Task.dispatchDeadline must be between [15s, 30m].");
  }

  private static Optional<String> schedule(Task task, Limits limits, Instant now) {
    Instant time = task.getScheduleTime();
    return time == null || !time.isAfter(now.plus(limits.scheduleHorizon()))
        ? Optional.empty()
        : Optional.of(
            "The Task.scheduleTime, "
                + PACIFIC_TIME.format(time)
                + ", is too far in the future. Schedule time must be no more than "
                + limits.scheduleHorizon().toHours()
                + "h in the future.");
  }

  private static Optional<String> size(Task task, Limits limits) {
    return AvroCodec.size(task) <= limits.maxTaskBytes()
        ? Optional.empty()
        : Optional.of("Task size too large");
  }
}
