package dev.sluice.standalone.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The fields of a queue that can be set, each only if given. */
final class QueueOptions {

  @Option(
      names = "--max-dispatches-per-second",
      paramLabel = "RATE",
      description = "most attempts per second")
  @Nullable Double rate;

  @Option(
      names = "--max-concurrent-dispatches",
      paramLabel = "N",
      description = "most attempts at one time")
  @Nullable Integer concurrent;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description = "attempts before a task becomes a dead letter; -1: no limit")
  @Nullable Integer attempts;

  @Option(
      names = "--max-retry-duration",
      paramLabel = "DURATION",
      description = "how long a task is retried, such as 1h; 0s: no limit")
  @Nullable String retryDuration;

  @Option(
      names = "--min-backoff",
      paramLabel = "DURATION",
      description = "wait before the first retry, such as 100ms")
  @Nullable String minBackoff;

  @Option(names = "--max-backoff", paramLabel = "DURATION", description = "longest wait")
  @Nullable String maxBackoff;

  @Option(
      names = "--max-doublings",
      paramLabel = "N",
      description = "how often the wait is doubled before it grows linearly")
  @Nullable Integer doublings;

  @Option(
      names = "--max-pending-tasks",
      paramLabel = "N",
      description = "most tasks that wait, more are refused; 0: as the installation says")
  @Nullable Long pendingTasks;

  @Option(
      names = "--max-pending-bytes",
      paramLabel = "BYTES",
      description = "most bytes of tasks that wait; 0: as the installation says")
  @Nullable Long pendingBytes;

  /** Paths of the fields that were given, for an update mask. */
  List<String> mask() {
    List<String> paths = new ArrayList<>();
    toJson()
        .properties()
        .forEach(part ->
            part.getValue()
                .fieldNames()
                .forEachRemaining(field -> paths.add(part.getKey() + "." + field)));
    return paths;
  }

  /** A Queue resource with the fields that were given. */
  ObjectNode toJson() {
    ObjectNode rates = JsonNodeFactory.instance.objectNode();
    putDouble(rates, "maxDispatchesPerSecond", rate);
    putInt(rates, "maxConcurrentDispatches", concurrent);
    ObjectNode retries = JsonNodeFactory.instance.objectNode();
    putInt(retries, "maxAttempts", attempts);
    putDuration(retries, "maxRetryDuration", "--max-retry-duration", retryDuration);
    putDuration(retries, "minBackoff", "--min-backoff", minBackoff);
    putDuration(retries, "maxBackoff", "--max-backoff", maxBackoff);
    putInt(retries, "maxDoublings", doublings);
    ObjectNode queue = JsonNodeFactory.instance.objectNode();
    putUnlessEmpty(queue, "rateLimits", rates);
    putUnlessEmpty(queue, "retryConfig", retries);
    ObjectNode ours = JsonNodeFactory.instance.objectNode();
    putLong(ours, "maxPendingTasks", pendingTasks);
    putLong(ours, "maxPendingBytes", pendingBytes);
    putUnlessEmpty(queue, "sluice", ours);
    return queue;
  }

  private static void putDouble(ObjectNode node, String field, @Nullable Double value) {
    if (value != null) {
      node.put(field, value.doubleValue());
    }
  }

  private static void putLong(ObjectNode node, String field, @Nullable Long value) {
    if (value != null) {
      node.put(field, value.longValue());
    }
  }

  private static void putInt(ObjectNode node, String field, @Nullable Integer value) {
    if (value != null) {
      node.put(field, value.intValue());
    }
  }

  private static void putDuration(
      ObjectNode node, String field, String option, @Nullable String value) {
    if (value != null) {
      node.put(field, WireTime.duration(option, value));
    }
  }

  private static void putUnlessEmpty(ObjectNode queue, String field, ObjectNode part) {
    if (!part.isEmpty()) {
      queue.set(field, part);
    }
  }
}
