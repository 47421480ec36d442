package dev.sluice.standalone.check;

import dev.sluice.standalone.config.Keys;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/** Every broker, by the address that it tells clients, and what release it is. */
final class BrokerCheck {

  private static final String CHECK = "broker";
  private static final String CLUSTER = "cluster";

  private final Surroundings around;

  BrokerCheck(Surroundings around) {
    this.around = around;
  }

  /** Whether there is a cluster that answers; whatever else is checked needs one. */
  boolean look(List<Finding> findings) throws InterruptedException {
    try {
      Collection<Node> nodes = around.admin().describeCluster().nodes().get();
      findings.add(cluster(nodes.size()));
      for (Node node : nodes) {
        findings.add(broker(node));
      }
      return true;
    } catch (ExecutionException e) {
      findings.add(unreachable(around.bootstrapServers(), e));
      return false;
    }
  }

  static Finding unreachable(String bootstrapServers, Throwable failure) {
    return Finding.failed(
        CLUSTER,
        bootstrapServers,
        Surroundings.words(failure),
        "is Kafka running there, do "
            + Keys.BOOTSTRAP_SERVERS.name()
            + " and kafka.security.protocol, kafka.sasl.* and kafka.ssl.* fit its listener?");
  }

  private Finding cluster(int brokers) {
    int replicas = around.settings().get(Keys.REPLICATION_FACTOR);
    String found = brokers + (brokers == 1 ? " broker" : " brokers");
    if (replicas > brokers) {
      return Finding.failed(
          CLUSTER,
          around.bootstrapServers(),
          found + ", too few for " + replicas + " replicas",
          "more brokers, or " + Keys.REPLICATION_FACTOR.name() + "=" + brokers);
    }
    if (replicas == 1 && brokers > 1) {
      return Finding.warning(
          CLUSTER,
          around.bootstrapServers(),
          found + ", and topics are made with 1 replica",
          Keys.REPLICATION_FACTOR.name() + "=" + Math.min(brokers, 3) + " before the first start");
    }
    return Finding.ok(CLUSTER, around.bootstrapServers(), found);
  }

  private Finding broker(Node node) throws InterruptedException {
    String subject = node.idString() + " at " + node.host() + ":" + node.port();
    try {
      @Nullable SupportedVersionRange range =
          around
              .admin()
              .describeFeatures(new DescribeFeaturesOptions().nodeId(node.id()))
              .featureMetadata()
              .get()
              .supportedFeatures()
              .get(KafkaRelease.FEATURE);
      return KafkaRelease.judge(CHECK, subject, range == null ? 0 : range.maxVersion());
    } catch (ExecutionException e) {
      return Finding.failed(
          CHECK,
          subject,
          "does not answer: " + Surroundings.words(e),
          "this address must be reachable from here: see advertised.listeners of the broker");
    }
  }
}
