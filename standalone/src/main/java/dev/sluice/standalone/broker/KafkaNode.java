package dev.sluice.standalone.broker;

import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer$;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * One process's controller and broker, as Kafka's {@code KafkaRaftServer} has them, but started one
 * after the other: what a killed process left behind must be cleared away between the two.
 */
final class KafkaNode {

  private final ControllerServer controller;
  private final BrokerServer broker;

  private KafkaNode(ControllerServer controller, BrokerServer broker) {
    this.controller = controller;
    this.broker = broker;
  }

  /** Makes a node on formatted folders; starts nothing. */
  static KafkaNode of(KafkaConfig config) {
    KafkaRaftServer$ kafka = KafkaRaftServer$.MODULE$;
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> folders =
        kafka.initializeLogDirs(config, LoggerFactory.getLogger(KafkaNode.class), "node: ");
    Metrics metrics =
        Server$.MODULE$.initializeMetrics(
            config, Time.SYSTEM, folders._1().clusterId().orElseThrow());
    QuorumConfig quorum = config.quorumConfig();
    SharedServer shared =
        new SharedServer(
            config,
            folders._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(quorum.voters())),
            QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    return new KafkaNode(
        new ControllerServer(shared, kafka.configSchema(), folders._2()), new BrokerServer(shared));
  }

  /** Starts both; returns when clients can connect. */
  void start() {
    controller.startup();
    new LeftRegistration(controller, BrokerProperties.NODE_ID).remove();
    broker.startup();
  }

  /** Stops both; returns when their files are closed. */
  void stop() {
    PendingMarkers.of(broker).ifPresent(PendingMarkers::await);
    broker.shutdown();
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
  }
}
