package dev.sluice.adminapi.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;

/** What a mock of a producer has to know of its cluster. */
final class KafkaMetadata {

  private KafkaMetadata() {}

  static Cluster ofTopics(String... topics) {
    Node node = new Node(0, "localhost", 9092);
    List<PartitionInfo> partitions = new ArrayList<>();
    for (String topic : topics) {
      for (int i = 0; i < FakeScheduler.PARTITIONS; i++) {
        partitions.add(new PartitionInfo(topic, i, node, new Node[] {node}, new Node[] {node}));
      }
    }
    return new Cluster("test", List.of(node), partitions, Set.of(), Set.of());
  }
}
