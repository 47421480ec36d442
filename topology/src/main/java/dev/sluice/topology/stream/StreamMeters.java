package dev.sluice.topology.stream;

import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.InputTopic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the scheduler counts. */
final class StreamMeters {

  private final MeterRegistry meters;
  private final Map<InputTopic, Counter> records = new EnumMap<>(InputTopic.class);
  private final Map<InputTopic, Counter> replays = new EnumMap<>(InputTopic.class);
  private final Map<Class<?>, Counter> decisions = new ConcurrentHashMap<>();

  StreamMeters(MeterRegistry meters) {
    this.meters = meters;
    for (InputTopic topic : InputTopic.values()) {
      String name = topic.name().toLowerCase(Locale.ROOT);
      records.put(topic, meters.counter("sluice_scheduler_records", "topic", name));
      replays.put(topic, meters.counter("sluice_scheduler_replayed_records", "topic", name));
    }
  }

  /** Counts a record; one that is not new had been processed before and was skipped. */
  void processed(InputTopic topic, boolean isNew) {
    counter(isNew ? records : replays, topic).increment();
  }

  private static Counter counter(Map<InputTopic, Counter> counters, InputTopic topic) {
    Counter counter = counters.get(topic);
    if (counter == null) {
      throw new IllegalArgumentException("topic: " + topic);
    }
    return counter;
  }

  /** Counts a decision. */
  void decided(Decision decision) {
    decisions
        .computeIfAbsent(
            decision.getClass(),
            type ->
                meters.counter(
                    "sluice_scheduler_decisions",
                    "kind",
                    type.getSimpleName().toLowerCase(Locale.ROOT)))
        .increment();
  }
}
