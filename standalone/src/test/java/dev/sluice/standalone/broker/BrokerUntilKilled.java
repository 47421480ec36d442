package dev.sluice.standalone.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A process of its own: starts a broker, has some records acknowledged, and dies as by kill -9. */
final class BrokerUntilKilled {

  static final String TOPIC = "kept";
  static final int RECORDS = 1_000;

  private BrokerUntilKilled() {}

  static void main(String[] args) throws Exception {
    EmbeddedBroker broker =
        EmbeddedBroker.start(BrokerSettings.in(Path.of(args[0])), new SplittableRandom());
    produce(broker.bootstrapServers());
    System.out.println("acknowledged on " + broker.bootstrapServers());
    System.out.flush();
    Runtime.getRuntime().halt(137);
  }

  static void produce(String bootstrapServers) throws Exception {
    Properties p = new Properties();
    p.setProperty("bootstrap.servers", bootstrapServers);
    p.setProperty("acks", "all");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(p, new StringSerializer(), new StringSerializer())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      for (int i = 0; i < RECORDS; i++) {
        var _ = producer.send(new ProducerRecord<>(TOPIC, "key-" + i, "value-" + i));
      }
      producer.flush();
    }
  }
}
