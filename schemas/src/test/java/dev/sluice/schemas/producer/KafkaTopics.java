package dev.sluice.schemas.producer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own stand-in for a producer, with topics. */
final class KafkaTopics {

  static final int PARTITIONS = 4;

  private KafkaTopics() {}

  /** A producer whose records are acknowledged one by one, when the test says so. */
  static MockProducer<byte[], byte[]> producer(String... topics) {
    Node node = new Node(1, "127.0.0.1", 9092);
    Node[] nodes = {node};
    List<PartitionInfo> partitions = new ArrayList<>();
    for (String topic : topics) {
      for (int i = 0; i < PARTITIONS; i++) {
        partitions.add(new PartitionInfo(topic, i, node, nodes, nodes));
      }
    }
    return new MockProducer<>(
        new Cluster("c", List.of(node), partitions, Set.of(), Set.of()),
        false,
        null,
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
