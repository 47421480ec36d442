package dev.sluice.bench.faults;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the schedulers have dispatched and the workers answered, as the topics say. */
final class DispatchLog {

  /** Where an attempt was dispatched. */
  record Attempt(int lane, long sequence) {}

  /**
   * A dispatch.
   *
   * @param after the attempt that must have ended before this one starts; its sequence is 0 if
   *     there is none
   * @param micros when, by the scheduler's clock
   */
  record Dispatched(Attempt attempt, Attempt after, String task, long micros) {}

  private static final long NEVER = Long.MAX_VALUE;

  private final List<Dispatched> dispatches;
  private final Map<Attempt, Long> endedMicros;

  /**
   * Takes what the topics say.
   *
   * @param endedMicros when Kafka took the first outcome of each attempt
   */
  DispatchLog(List<Dispatched> dispatches, Map<Attempt, Long> endedMicros) {
    this.dispatches =
        dispatches.stream().sorted(Comparator.comparingLong(Dispatched::micros)).toList();
    this.endedMicros = Map.copyOf(endedMicros);
  }

  /** Reads the topics from their beginning to where they end now. */
  static DispatchLog read(String bootstrapServers) {
    List<Dispatched> dispatches = new ArrayList<>();
    Map<Attempt, Long> ended = new HashMap<>();
    read(
        bootstrapServers,
        "sluice.dispatches",
        record -> {
          if (decode(record) instanceof Dispatch each) {
            dispatches.add(
                new Dispatched(
                    new Attempt(each.getLane(), each.getSequence()),
                    new Attempt(each.getLane(), each.getAfter()),
                    each.getTaskName(),
                    Tokens.micros(started(each))));
          }
        });
    read(
        bootstrapServers,
        "sluice.outcomes",
        record -> {
          if (decode(record) instanceof Outcome each) {
            ended.merge(
                new Attempt(each.getLane(), each.getSequence()),
                record.timestamp() * 1_000,
                Math::min);
          }
        });
    return new DispatchLog(dispatches, ended);
  }

  /** When it takes its token and its place, as far as the limits go. */
  private static Instant started(Dispatch dispatch) {
    Instant notBefore = dispatch.getNotBeforeTime();
    return notBefore.isAfter(dispatch.getDispatchTime()) ? notBefore : dispatch.getDispatchTime();
  }

  private static SpecificRecordBase decode(ConsumerRecord<byte[], byte[]> record) {
    return AvroCodec.decode(record.value());
  }

  private static void read(
      String bootstrapServers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofSeconds(1)).forEach(taker);
      }
    }
  }

  /** Returns when attempts of a queue were dispatched, in microseconds, in order. */
  List<Long> timesMicros(String queue) {
    return of(queue).stream().map(Dispatched::micros).toList();
  }

  private List<Dispatched> of(String queue) {
    return dispatches.stream().filter(each -> each.task().startsWith(queue + "/")).toList();
  }

  private long begunMicros(Dispatched each) {
    return each.after().sequence() == 0
        ? each.micros()
        : Math.max(each.micros(), endedMicros.getOrDefault(each.after(), NEVER));
  }

  /**
   * Returns how many attempts of a queue might run at a time: from when they were dispatched, or
   * the attempt before them had ended, to their outcome.
   *
   * @param leftOut ids of tasks of which an attempt may have been lost: when it was given up is not
   *     in these topics
   */
  int mostInFlight(String queue, Set<String> leftOut) {
    TreeMap<Long, Integer> changes = new TreeMap<>();
    for (Dispatched each : of(queue)) {
      long ended = endedMicros.getOrDefault(each.attempt(), NEVER);
      long begun = begunMicros(each);
      String id = each.task().substring(each.task().lastIndexOf('/') + 1);
      if (begun < ended && ended != NEVER && !leftOut.contains(id)) {
        changes.merge(begun, 1, Integer::sum);
        changes.merge(ended, -1, Integer::sum);
      }
    }
    int open = 0;
    int most = 0;
    for (int change : changes.values()) {
      open += change;
      most = Math.max(most, open);
    }
    return most;
  }
}
