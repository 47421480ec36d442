package dev.sluice.standalone.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A process of its own: a broker and many producers that commit one transaction after the other,
 * which dies as by kill -9 in the middle of them, so that some are decided and not yet marked.
 */
final class CommitsUntilKilled {

  static final String TOPIC = "committed";
  static final int PARTITIONS = 16;
  private static final int PRODUCERS = 12;
  private static final int TRANSACTIONS = 300;

  private CommitsUntilKilled() {}

  static void main(String[] args) throws Exception {
    EmbeddedBroker broker =
        EmbeddedBroker.start(BrokerSettings.in(Path.of(args[0])), new SplittableRandom());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
    }
    CountDownLatch committed = new CountDownLatch(TRANSACTIONS);
    ExecutorService producers = Executors.newVirtualThreadPerTaskExecutor();
    for (int i = 0; i < PRODUCERS; i++) {
      String id = id(i);
      var _ = producers.submit(() -> commitForEver(broker.bootstrapServers(), id, committed));
    }
    committed.await();
    System.out.println("committed");
    System.out.flush();
    Runtime.getRuntime().halt(137);
  }

  private static Void commitForEver(String bootstrapServers, String id, CountDownLatch committed) {
    try (KafkaProducer<String, String> producer = producer(bootstrapServers, id)) {
      producer.initTransactions();
      while (true) {
        producer.beginTransaction();
        for (int partition = 0; partition < PARTITIONS; partition++) {
          var _ = producer.send(new ProducerRecord<>(TOPIC, partition, id, "value"));
        }
        producer.commitTransaction();
        committed.countDown();
      }
    }
  }

  /** Aborts what was open and not decided at the kill, as a producer that starts again does. */
  static void abortOpen(String bootstrapServers) {
    for (int i = 0; i < PRODUCERS; i++) {
      try (KafkaProducer<String, String> producer = producer(bootstrapServers, id(i))) {
        producer.initTransactions();
      }
    }
  }

  private static String id(int number) {
    return "committer-" + number;
  }

  private static KafkaProducer<String, String> producer(String bootstrapServers, String id) {
    Properties p = new Properties();
    p.setProperty("bootstrap.servers", bootstrapServers);
    p.setProperty("transactional.id", id);
    return new KafkaProducer<>(p, new StringSerializer(), new StringSerializer());
  }
}
