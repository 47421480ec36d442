package dev.sluice.schemas;

import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Task;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
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
  private static final long MAX_APP_ENGINE_DEADLINE_MILLIS =
      Duration.ofHours(24).plusSeconds(15).toMillis();
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
        .or(() -> violationBesidesName(task, limits, now))
        .or(() -> size(task, limits));
  }

  /**
   * Returns the first rule that a task breaks whose name and encoded size are known to be in order.
   *
   * @param now the time that the schedule's horizon counts from
   */
  public static Optional<String> violationBesidesName(Task task, Limits limits, Instant now) {
    return request(task)
        .or(() -> RetryRules.violation(task.getRetryConfig()))
        .or(() -> deadline(task))
        .or(() -> schedule(task, limits, now));
  }

  private static Optional<String> request(Task task) {
    HttpRequest http = task.getHttpRequest();
    AppEngineHttpRequest appEngine = task.getAppEngineHttpRequest();
    if (appEngine == null) {
      return UrlRules.violation(http.getUrl())
          .or(() -> HeaderRules.violation("HttpRequest.headers", http.getHeaders()))
          .or(() -> body(http))
          .or(() ->
              QueueTargetRules.tokens("HttpRequest", http.getOidcToken(), http.getOauthToken()));
    }
    return http.getUrl().isEmpty()
        ? AppEngineRules.violation(appEngine)
        : Optional.of("Task: only one of httpRequest and appEngineHttpRequest may be set.");
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

  private static Optional<String> deadline(Task task) {
    long millis = task.getDispatchDeadlineMillis();
    boolean appEngine = task.getAppEngineHttpRequest() != null;
    long max = appEngine ? MAX_APP_ENGINE_DEADLINE_MILLIS : MAX_DEADLINE_MILLIS;
    return millis == 0 || (millis >= MIN_DEADLINE_MILLIS && millis <= max)
        ? Optional.empty()
        : Optional.of(
            "Task.dispatchDeadline must be between [15s, " + (appEngine ? "24h15s" : "30m") + "].");
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
