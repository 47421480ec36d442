package dev.sluice.standalone.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * One broker of the oldest Kafka that we test with, in a process and on a class path of its own.
 */
final class OldestKafka implements AutoCloseable {

  private static final String CLASS_PATH = Path.of("target/kafka-oldest").toAbsolutePath() + "/*";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final int port;

  private OldestKafka(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one with an empty disk. */
  static OldestKafka start(Path folder) throws Exception {
    int port = Ports.free();
    Path config =
        Files.writeString(
            Files.createDirectories(folder).resolve("server.properties"),
            """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@127.0.0.1:%2$d
            listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
            controller.listener.names=CONTROLLER
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
            log.dirs=%3$s
            offsets.topic.replication.factor=1
            offsets.topic.num.partitions=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            transaction.state.log.num.partitions=1
            group.initial.rebalance.delay.ms=0
            """
                .formatted(port, Ports.free(), folder.resolve("data")));
    Path log = folder.resolve("kafka.log");
    Process format =
        run(log, "kafka.tools.StorageTool", "format", "-t", "b2xkZXN0LWthZmthLS0tLQ", "-c", config);
    if (format.waitFor() != 0) {
      throw new IOException(Files.readString(log));
    }
    OldestKafka kafka = new OldestKafka(run(log, "kafka.Kafka", config), port);
    Awaitility.await("see " + log)
        .atMost(START_LIMIT)
        .failFast(() -> !kafka.process.isAlive())
        .until(kafka::listens);
    return kafka;
  }

  private static Process run(Path log, Object... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                CLASS_PATH));
    for (Object word : words) {
      command.add(word.toString());
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Where clients connect. */
  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
