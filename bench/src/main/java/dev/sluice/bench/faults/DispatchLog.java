package dev.sluice.bench.faults;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.v1.Dispatch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the schedulers have dispatched, as the topic says. */
final class DispatchLog {

  private static final String TOPIC = "sluice.dispatches";

  private DispatchLog() {}

  /** Returns when attempts of a queue were dispatched, in microseconds, in order. */
  static List<Long> timesMicros(String bootstrapServers, String queue) {
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
          consumer.partitionsFor(TOPIC).stream()
              .map(each -> new TopicPartition(TOPIC, each.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      List<Long> times = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          if (AvroCodec.decode(record.value()) instanceof Dispatch dispatch
              && dispatch.getTaskName().startsWith(queue + "/")) {
            times.add(ChronoUnit.MICROS.between(Instant.EPOCH, dispatch.getDispatchTime()));
          }
        }
      }
      times.sort(null);
      return times;
    }
  }

  /** By how many tokens a bucket was overdrawn at worst. */
  static double overdrawn(List<Long> timesMicros, double perSecond, int burst) {
    double level = burst;
    double worst = 0;
    long last = timesMicros.isEmpty() ? 0 : timesMicros.getFirst();
    for (long time : timesMicros) {
      level = Math.min(burst, level + (time - last) * perSecond / 1e6) - 1;
      last = time;
      worst = Math.max(worst, -level);
    }
    return worst;
  }
}
