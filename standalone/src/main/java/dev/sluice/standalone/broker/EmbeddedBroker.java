package dev.sluice.standalone.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.DynamicVoters;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka node, broker and controller in one, in this JVM and on loopback only. Its data and its
 * ports are there again after a restart, also after the process was killed.
 *
 * <p>Started through the classes that Kafka's own {@code kafka-storage} and {@code
 * kafka-server-start} use; they are public but not a supported interface, so a new version of Kafka
 * is tried here first.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final String LOG = "log";
  private static final String PORTS = "ports.properties";

  private final KafkaNode node;
  private final BrokerPorts ports;

  private EmbeddedBroker(KafkaNode node, BrokerPorts ports) {
    this.node = node;
    this.ports = ports;
  }

  /**
   * Starts a broker and returns when clients can connect.
   *
   * @throws PortInUseException if the port it was told to use is taken
   * @throws RuntimeException if its folder cannot be used
   */
  public static EmbeddedBroker start(BrokerSettings settings, RandomGenerator random) {
    Path log = settings.folder().resolve(LOG);
    try {
      Files.createDirectories(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BrokerPorts ports =
        BrokerPorts.choose(
            settings.folder().resolve(PORTS), settings.port(), settings.preferredPort(), random);
    if (!Files.exists(log.resolve("meta.properties"))) {
      format(log, ports);
    }
    KafkaConfig config = KafkaConfig.fromProps(BrokerProperties.of(settings, log, ports), false);
    KafkaNode node = KafkaNode.of(config);
    try {
      node.start();
    } catch (RuntimeException e) {
      node.stop();
      throw e;
    }
    return new EmbeddedBroker(node, ports);
  }

  private static void format(Path log, BrokerPorts ports) {
    String voter =
        BrokerProperties.NODE_ID
            + "@127.0.0.1:"
            + ports.controller()
            + ":"
            + Uuid.randomUuid().toString();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    try {
      new Formatter()
          .setNodeId(BrokerProperties.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setDirectories(List.of(log.toString()))
          .setMetadataLogDirectory(log.toString())
          .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
          .setIgnoreFormatted(false)
          .setHasDynamicQuorum(true)
          .setInitialControllers(DynamicVoters.parse(voter))
          .setPrintStream(nowhere)
          .run();
    } catch (Exception e) {
      throw new IllegalStateException(
          log + ": cannot be formatted for Kafka: " + e.getMessage(), e);
    }
  }

  /** Where clients connect, as {@code host:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + ports.clients();
  }

  /** Stops it; clients should be closed before. Returns when its files are closed. */
  @Override
  public void close() {
    node.stop();
  }
}
