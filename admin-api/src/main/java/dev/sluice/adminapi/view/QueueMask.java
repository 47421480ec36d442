package dev.sluice.adminapi.view;

import com.google.protobuf.FieldMask;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.v1.QueueConfig;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which fields of a queue's configuration an update changes (spec section 1.3).
 *
 * @param fields names of {@link QueueConfig}'s fields
 * @param namesMaxDoublings whether the caller named that field itself, so that its zero is meant
 */
public record QueueMask(List<String> fields, boolean namesMaxDoublings) {

  private static final String DOUBLINGS = "retry_config.max_doublings";
  private static final List<String> RATE = List.of("maxDispatchesPerSecond", "maxBurstSize");
  private static final List<String> CONCURRENCY = List.of("maxConcurrentDispatches");
  private static final List<String> RATES =
      List.of("maxDispatchesPerSecond", "maxBurstSize", "maxConcurrentDispatches");
  private static final List<String> RETRIES =
      List.of(
          "maxAttempts",
          "maxRetryDurationMillis",
          "minBackoffMillis",
          "maxBackoffMillis",
          "maxDoublings");
  private static final List<String> LOGGING = List.of("samplingRatio");
  private static final List<String> OUTPUT_ONLY = List.of();

  // Every path of Google's Queue, and what it covers here.
  private static final Map<String, List<String>> COVERED =
      Map.ofEntries(
          Map.entry("rate_limits", RATES),
          Map.entry("rate_limits.max_dispatches_per_second", RATE),
          Map.entry("rate_limits.max_concurrent_dispatches", CONCURRENCY),
          Map.entry("rate_limits.max_burst_size", OUTPUT_ONLY),
          Map.entry("retry_config", RETRIES),
          Map.entry("retry_config.max_attempts", List.of("maxAttempts")),
          Map.entry("retry_config.max_retry_duration", List.of("maxRetryDurationMillis")),
          Map.entry("retry_config.min_backoff", List.of("minBackoffMillis")),
          Map.entry("retry_config.max_backoff", List.of("maxBackoffMillis")),
          Map.entry(DOUBLINGS, List.of("maxDoublings")),
          Map.entry("stackdriver_logging_config", LOGGING),
          Map.entry("stackdriver_logging_config.sampling_ratio", LOGGING),
          Map.entry("app_engine_routing_override", OUTPUT_ONLY),
          Map.entry("name", OUTPUT_ONLY),
          Map.entry("state", OUTPUT_ONLY),
          Map.entry("purge_time", OUTPUT_ONLY));

  /** All that callers of v2 may set; also the meaning of an empty mask. */
  static final QueueMask EVERYTHING =
      new QueueMask(
          List.of(
              "maxDispatchesPerSecond",
              "maxBurstSize",
              "maxConcurrentDispatches",
              "maxAttempts",
              "maxRetryDurationMillis",
              "minBackoffMillis",
              "maxBackoffMillis",
              "maxDoublings",
              "samplingRatio"),
          false);

  /** Copies the list. */
  public QueueMask {
    fields = List.copyOf(fields);
  }

  /**
   * Reads a mask with paths in snake_case or camelCase.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if a path is not one of a queue
   */
  public static QueueMask of(FieldMask mask) {
    Set<String> fields = new LinkedHashSet<>();
    boolean namesMaxDoublings = false;
    for (String given : mask.getPathsList()) {
      String path = snakeCase(given.strip());
      if (path.equals("*")) {
        return EVERYTHING;
      }
      List<String> covered = COVERED.get(path);
      if (covered == null) {
        throw Refusals.invalid(
            "updateMask: \""
                + given
                + "\" (expected: paths of a Queue, such as"
                + " rateLimits.maxDispatchesPerSecond or retryConfig)");
      }
      fields.addAll(covered);
      namesMaxDoublings |= path.equals(DOUBLINGS);
    }
    return mask.getPathsCount() == 0
        ? EVERYTHING
        : new QueueMask(List.copyOf(fields), namesMaxDoublings);
  }

  private static String snakeCase(String path) {
    StringBuilder snake = new StringBuilder(path.length() + 8);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        snake.append('_').append(Character.toLowerCase(c));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }

  /** Returns a copy of a configuration with this mask's fields taken from another. */
  public QueueConfig merge(QueueConfig current, QueueConfig asked) {
    QueueConfig merged = QueueConfig.newBuilder(current).build();
    for (String field : fields) {
      merged.put(field, asked.get(field));
    }
    return merged;
  }
}
