package dev.sluice.topology.stream;

import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.InputTopic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/** What the scheduler counts. */
final class StreamMeters {

  private final MeterRegistry meters;
  private final Map<InputTopic, Counter> records = new EnumMap<>(InputTopic.class);
  private final Map<InputTopic, Counter> replays = new EnumMap<>(InputTopic.class);
  private final Map<Class<?>, Counter> decisions = new ConcurrentHashMap<>();
  private final Map<Integer, Long> unread = new ConcurrentHashMap<>();

  private final Map<Integer, Budget.Pending> pending = new ConcurrentHashMap<>();
  private final Counter refusedCreates;

  StreamMeters(MeterRegistry meters) {
    this.meters = meters;
    this.refusedCreates = meters.counter("sluice_scheduler_refused_creates");
    gauge("sluice_scheduler_pending_tasks", Budget.Pending::tasks);
    gauge("sluice_scheduler_pending_bytes", Budget.Pending::bytes);
    gauge("sluice_scheduler_held_records", Budget.Pending::held);
    Gauge.builder(
            "sluice_scheduler_unread_records",
            () -> unread.values().stream().mapToLong(Long::longValue).sum())
        .register(meters);
    for (InputTopic topic : InputTopic.values()) {
      String name = topic.name().toLowerCase(Locale.ROOT);
      records.put(topic, meters.counter("sluice_scheduler_records", "topic", name));
      replays.put(topic, meters.counter("sluice_scheduler_replayed_records", "topic", name));
    }
  }

  private void gauge(String name, ToLongFunction<Budget.Pending> figure) {
    Gauge.builder(name, () -> pending.values().stream().mapToLong(figure).sum()).register(meters);
  }

  /** Notes what a partition's queues have pending. */
  void pending(int partition, Budget.Pending now) {
    pending.put(partition, now);
  }

  /** Notes how many records of a partition wait for their schema. */
  void unread(int partition, long records) {
    if (records == 0) {
      unread.remove(partition);
    } else {
      unread.put(partition, records);
    }
  }

  /** Forgets a partition. */
  void forget(int partition) {
    pending.remove(partition);
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
    if (decision instanceof Verdict(_, Verdict.Rejected(Verdict.Reason reason, _))
        && reason == Verdict.Reason.RESOURCE_EXHAUSTED) {
      refusedCreates.increment();
    }
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
