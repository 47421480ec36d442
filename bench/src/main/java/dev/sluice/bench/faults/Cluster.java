package dev.sluice.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * Several brokers as people run them: each is a controller, too; each partition is on three, and
 * writes need two. Processes of Sluice reach them through links, brokers each other and this
 * program without.
 */
final class Cluster {

  static final int REPLICAS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Ports of one broker: for clients, for the harness and the other brokers, for controllers. */
  private record Ports(int clients, int internal, int controller) {}

  private final Path folder;
  private final List<Ports> brokers = new ArrayList<>();
  private final String id = Uuid.randomUuid().toString();
  private final String controllers;
  private final List<String> javaOptions;

  /**
   * Chooses ports.
   *
   * @param folder for data and configuration; a broker's data are in {@code kafka-NUMBER}
   * @param javaOptions further options of the brokers' JVMs
   */
  Cluster(Path folder, int size, List<String> javaOptions) throws IOException {
    this.folder = folder;
    this.javaOptions = javaOptions;
    for (int i = 0; i < size; i++) {
      brokers.add(new Ports(Addresses.freePort(), Addresses.freePort(), Addresses.freePort()));
    }
    this.controllers =
        IntStream.rangeClosed(1, size)
            .mapToObj(
                i -> i + "@127.0.0.1:" + brokers.get(i - 1).controller + ":" + Uuid.randomUuid())
            .collect(Collectors.joining(","));
  }

  int size() {
    return brokers.size();
  }

  /** Where a broker listens for clients; its link listens there, too, at another address. */
  int clientPort(int broker) {
    return brokers.get(broker - 1).clients;
  }

  /** For processes that find brokers by name. */
  String bootstrapByName() {
    return IntStream.rangeClosed(1, size())
        .mapToObj(i -> Addresses.brokerName(i) + ":" + clientPort(i))
        .collect(Collectors.joining(","));
  }

  /** For this program: not through links. */
  String bootstrap() {
    return brokers.stream()
        .map(ports -> "127.0.0.1:" + ports.internal)
        .collect(Collectors.joining(","));
  }

  /** Where a broker's data are. */
  Path data(int broker) {
    return folder.resolve(Addresses.brokerName(broker));
  }

  /** The command that runs a broker. */
  List<String> command(int broker) throws IOException {
    Path file = folder.resolve(Addresses.brokerName(broker) + ".properties");
    Files.write(file, properties(broker));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC"));
    command.addAll(javaOptions);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ClusterBroker.class.getName(),
            file.toString(),
            id,
            controllers));
    return command;
  }

  private List<String> properties(int broker) {
    Ports ports = brokers.get(broker - 1);
    String others =
        "INTERNAL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(ports.internal, ports.controller);
    List<String> all = new ArrayList<>();
    all.add("process.roles=broker,controller");
    all.add("node.id=" + broker);
    all.add("listeners=CLIENTS://127.0.0.1:" + ports.clients + "," + others);
    all.add(
        "advertised.listeners=CLIENTS://"
            + Addresses.brokerName(broker)
            + ":"
            + ports.clients
            + ","
            + others);
    all.add(
        "listener.security.protocol.map="
            + "CLIENTS:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.add("inter.broker.listener.name=INTERNAL");
    all.add("controller.listener.names=CONTROLLER");
    all.add(
        "controller.quorum.bootstrap.servers="
            + brokers.stream()
                .map(each -> "127.0.0.1:" + each.controller)
                .collect(Collectors.joining(",")));
    all.add("log.dirs=" + data(broker).resolve("log"));
    all.addAll(durability());
    all.addAll(small());
    return all;
  }

  private static List<String> durability() {
    List<String> all = new ArrayList<>();
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      all.add(topic + ".replication.factor=" + REPLICAS);
      all.add(topic + ".num.partitions=4");
    }
    all.add("transaction.state.log.min.isr=2");
    all.add("share.coordinator.state.topic.min.isr=2");
    all.add("default.replication.factor=" + REPLICAS);
    all.add("min.insync.replicas=2");
    // A broker that stands still holds up every write that it has a copy of until its session
    // ends; workers that cannot report for 10 s cancel what they have sent.
    all.add("broker.session.timeout.ms=6000");
    all.add("broker.heartbeat.interval.ms=1000");
    all.add("message.max.bytes=5242880");
    all.add("replica.fetch.max.bytes=5242880");
    all.add("auto.create.topics.enable=false");
    all.add("group.initial.rebalance.delay.ms=0");
    return all;
  }

  private static List<String> small() {
    return List.of(
        "num.network.threads=2",
        "num.io.threads=4",
        "num.recovery.threads.per.data.dir=2",
        "log.cleaner.dedupe.buffer.size=16777216",
        "offsets.topic.segment.bytes=16777216",
        "transaction.state.log.segment.bytes=16777216");
  }

  /**
   * Waits until every copy of every partition is up to date.
   *
   * @throws IllegalStateException if that takes too long
   */
  void awaitInSync() throws InterruptedException {
    long limitNanos = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000))) {
      while (!isInSync(admin)) {
        if (System.nanoTime() > limitNanos) {
          throw new IllegalStateException("brokers are not in sync after " + PATIENCE);
        }
        TimeUnit.MILLISECONDS.sleep(250);
      }
    }
  }

  private static boolean isInSync(Admin admin) throws InterruptedException {
    try {
      Set<String> topics = admin.listTopics().names().get();
      return admin.describeTopics(topics).allTopicNames().get().values().stream()
          .flatMap(topic -> topic.partitions().stream())
          .allMatch(each -> each.leader() != null && each.isr().size() == each.replicas().size());
    } catch (ExecutionException e) {
      // Not yet: a broker is away, or a topic is being made.
      return false;
    }
  }
}
