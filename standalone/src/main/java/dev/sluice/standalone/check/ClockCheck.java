package dev.sluice.standalone.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sluice.standalone.permission.RequiredAccess;
import dev.sluice.topology.topics.TopicSpecs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How far this machine's clock and the brokers' are apart. Records have the brokers' time, schedule
 * times are compared with the scheduler's. A broker tells its time only to who appends: one small
 * record goes to the marker topic, which nobody reads and which keeps it for an hour.
 */
final class ClockCheck {

  private static final String CHECK = "clock";
  private static final Duration FINE = Duration.ofSeconds(1);
  private static final Duration BEARABLE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String SYNCHRONIZE = "keep this machine and the brokers in step, as by NTP";

  private final Surroundings around;
  private final InstantSource clock;

  ClockCheck(Surroundings around, InstantSource clock) {
    this.around = around;
    this.clock = clock;
  }

  void look(List<Finding> findings) throws InterruptedException {
    String topic = TopicSpecs.marker(around.topics());
    try {
      if (!hasAppendTime(topic)) {
        findings.add(
            skipped(
                "topic " + topic + " has the senders' time",
                "kafka-configs.sh --bootstrap-server "
                    + around.bootstrapServers()
                    + " --alter --entity-type topics --entity-name "
                    + topic
                    + " --add-config message.timestamp.type=LogAppendTime"));
        return;
      }
      findings.add(judge(aheadMillis(topic)));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      findings.add(
          e.getCause() instanceof UnknownTopicOrPartitionException
              ? skipped("no topic " + topic + " yet", "ask again after the first start")
              : skipped(
                  Surroundings.words(e),
                  "DescribeConfigs and Write on topic " + topic + " let this be measured"));
    }
  }

  private static Finding skipped(String found, String remedy) {
    return Finding.skipped(CHECK, "this machine", "not measured: " + found, remedy);
  }

  /** Judges by how far the brokers' clock is ahead of ours. */
  static Finding judge(long aheadMillis) {
    long apart = Math.abs(aheadMillis);
    String found =
        apart + " ms " + (aheadMillis >= 0 ? "behind" : "ahead of") + " the brokers, about";
    if (apart <= FINE.toMillis()) {
      return Finding.ok(CHECK, "this machine", found);
    }
    return apart <= BEARABLE.toMillis()
        ? Finding.warning(CHECK, "this machine", found, SYNCHRONIZE)
        : Finding.failed(CHECK, "this machine", found, SYNCHRONIZE);
  }

  private boolean hasAppendTime(String topic) throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config =
        requireNonNull(around.admin().describeConfigs(List.of(resource)).values().get(resource))
            .get();
    return "LogAppendTime".equals(config.get("message.timestamp.type").value());
  }

  private long aheadMillis(String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, Object> properties =
        new HashMap<>(RequiredAccess.clientProperties(around.settings()));
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "sluice-check");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      // The first finds the broker and opens the connection, the second is measured.
      append(producer, topic);
      long before = clock.millis();
      long appended = append(producer, topic);
      return appended - (before + clock.millis()) / 2;
    }
  }

  private static long append(KafkaProducer<byte[], byte[]> producer, String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    return producer
        .send(new ProducerRecord<>(topic, 0, null, "sluice check".getBytes(UTF_8)))
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .timestamp();
  }
}
