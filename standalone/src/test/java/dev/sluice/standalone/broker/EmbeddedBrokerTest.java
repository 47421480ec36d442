package dev.sluice.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedBrokerTest {

  @TempDir Path folder;

  @Test
  void restart_afterStop_keepsAddressAndRecords() throws Exception {
    String first;
    try (EmbeddedBroker broker = start(0)) {
      first = broker.bootstrapServers();
      BrokerUntilKilled.produce(first);
    }
    try (EmbeddedBroker broker = start(0)) {
      assertThat(broker.bootstrapServers()).isEqualTo(first);
      assertThat(records(first)).isEqualTo(BrokerUntilKilled.RECORDS);
    }
  }

  @Test
  void restart_afterKill_keepsWhatWasAcknowledged() throws Exception {
    runUntilKilled(BrokerUntilKilled.class, "acknowledged on");

    try (EmbeddedBroker broker = start(0)) {
      assertThat(records(broker.bootstrapServers())).isEqualTo(BrokerUntilKilled.RECORDS);
    }
  }

  /**
   * Kafka skips the markers of a decided transaction for good if its partitions have no leader in
   * the instant it sends them; a read_committed reader then waits for ever ({@link
   * LeftRegistration}). Some of the transactions here are decided and unmarked at the kill.
   */
  @RepeatedTest(3)
  void restart_afterKillDuringCommits_endsEveryTransaction() throws Exception {
    runUntilKilled(CommitsUntilKilled.class, "committed");

    try (EmbeddedBroker broker = start(0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      CommitsUntilKilled.abortOpen(broker.bootstrapServers());
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(ends(admin, IsolationLevel.READ_COMMITTED))
                  .isEqualTo(ends(admin, IsolationLevel.READ_UNCOMMITTED)));
    }
  }

  private static List<Long> ends(Admin admin, IsolationLevel isolation) throws Exception {
    List<Long> ends = new ArrayList<>();
    for (int partition = 0; partition < CommitsUntilKilled.PARTITIONS; partition++) {
      TopicPartition all = new TopicPartition(CommitsUntilKilled.TOPIC, partition);
      ends.add(
          admin
              .listOffsets(Map.of(all, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
              .partitionResult(all)
              .get()
              .offset());
    }
    return ends;
  }

  private void runUntilKilled(Class<?> program, String lastWords) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                folder.toString())
            .redirectError(folder.resolve("stderr").toFile())
            .redirectOutput(folder.resolve("stdout").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(folder.resolve("stdout"))
        .as("what it wrote to stderr: %s", Files.readString(folder.resolve("stderr")))
        .content(StandardCharsets.UTF_8)
        .contains(lastWords);
  }

  @Test
  void restart_keptPortsTaken_takesOthersAndKeepsRecords() throws Exception {
    String first;
    try (EmbeddedBroker broker = start(0)) {
      first = broker.bootstrapServers();
      BrokerUntilKilled.produce(first);
    }
    BrokerPorts kept =
        BrokerPorts.choose(folder.resolve("ports.properties"), 0, 0, new SplittableRandom(3));
    try (ServerSocket clients = occupy(kept.clients());
        ServerSocket controller = occupy(kept.controller());
        EmbeddedBroker broker = start(0)) {
      assertThat(clients.isBound() && controller.isBound()).isTrue();
      assertThat(broker.bootstrapServers()).isNotEqualTo(first);
      assertThat(records(broker.bootstrapServers())).isEqualTo(BrokerUntilKilled.RECORDS);
    }
  }

  @Test
  void start_wantedPortTaken_isRefusedByNumber() throws Exception {
    try (ServerSocket taken = occupy(0)) {
      assertThatThrownBy(() -> start(taken.getLocalPort()))
          .isInstanceOf(PortInUseException.class)
          .hasMessageStartingWith("port " + taken.getLocalPort() + " is in use");
    }
  }

  @Test
  void record_atTheLimit_isTaken() throws Exception {
    try (EmbeddedBroker broker = start(0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("large", 1, (short) 1))).all().get();
      Properties p = new Properties();
      p.setProperty("bootstrap.servers", broker.bootstrapServers());
      p.setProperty(
          "max.request.size", Integer.toString(2 * BrokerSettings.DEFAULT_MAX_RECORD_BYTES));
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer())) {
        byte[] large = new byte[BrokerSettings.DEFAULT_MAX_RECORD_BYTES - 1024];
        assertThat(producer.send(new ProducerRecord<>("large", large)).get().offset()).isZero();
      }
    }
  }

  private EmbeddedBroker start(int port) {
    return EmbeddedBroker.start(
        new BrokerSettings(
            folder, port, 0, false, BrokerSettings.DEFAULT_MAX_RECORD_BYTES, Map.of()),
        // A seed would lead to the ports of whoever has the same one at the same time.
        new SplittableRandom());
  }

  private static ServerSocket occupy(int port) throws Exception {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  private static int records(String bootstrapServers) {
    Properties p = new Properties();
    p.setProperty("bootstrap.servers", bootstrapServers);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(p, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> all = List.of(new TopicPartition(BrokerUntilKilled.TOPIC, 0));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long end = consumer.endOffsets(all).getOrDefault(all.getFirst(), 0L);
      int count = 0;
      while (consumer.position(all.getFirst()) < end) {
        count += consumer.poll(Duration.ofSeconds(1)).count();
      }
      return count;
    }
  }
}
