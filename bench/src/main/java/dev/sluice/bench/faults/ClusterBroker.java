package dev.sluice.bench.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.DynamicVoters;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** A broker and controller of a cluster, in a process of its own; ends with SIGTERM. */
final class ClusterBroker {

  private ClusterBroker() {}

  /** Starts the node that a file of Kafka's properties describes: file, cluster id, controllers. */
  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
      properties.load(reader);
    }
    Path log = Path.of(properties.getProperty("log.dirs"));
    if (!Files.exists(log.resolve("meta.properties"))) {
      format(log, Integer.parseInt(properties.getProperty("node.id")), args[1], args[2]);
    }
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
    server.startup();
    System.out.println("kafka is ready");
    server.awaitShutdown();
  }

  private static void format(Path log, int node, String cluster, String controllers)
      throws Exception {
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      Files.createDirectories(log);
      new Formatter()
          .setNodeId(node)
          .setClusterId(cluster)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setDirectories(List.of(log.toString()))
          .setMetadataLogDirectory(log.toString())
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(false)
          .setHasDynamicQuorum(true)
          .setInitialControllers(DynamicVoters.parse(controllers))
          .setPrintStream(nowhere)
          .run();
    } catch (IOException e) {
      throw new IllegalStateException(log + ": cannot be formatted for Kafka: " + e, e);
    }
  }
}
