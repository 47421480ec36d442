package dev.sluice.bench.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An installation of separate processes on one machine. */
final class Fleet implements AutoCloseable {

  /** How many there are of each; one broker. */
  record Size(int schedulers, int workers, int apis) {}

  private static final String SECRET = "of-this-run";

  private final Path home;
  private final Path folder;
  private final List<Member> members = new ArrayList<>();
  private final List<Integer> apiPorts = new ArrayList<>();
  private final int kafkaPort;

  private Fleet(Path home, Path folder) throws IOException {
    this.home = home;
    this.folder = folder;
    this.kafkaPort = freePort();
  }

  /**
   * Starts all of it and waits until it serves.
   *
   * @param home the checkout whose launcher is used
   * @param folder for data, configuration and logs
   */
  static Fleet start(Path home, Path folder, Size size) throws Exception {
    Fleet fleet = new Fleet(home, folder);
    try {
      fleet.startAll(size);
      return fleet;
    } catch (Exception e) {
      fleet.close();
      throw e;
    }
  }

  private void startAll(Size size) throws Exception {
    startKafka().awaitReady();
    List<Integer> queryPorts = new ArrayList<>();
    for (int i = 1; i <= size.schedulers(); i++) {
      int port = freePort();
      queryPorts.add(port);
      Member scheduler = role(Role.SCHEDULER, i, List.of("sluice.scheduler.query-port=" + port));
      if (i == 1) {
        // It makes the topics.
        scheduler.awaitReady();
      }
    }
    String schedulers =
        queryPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    for (int i = 1; i <= size.workers(); i++) {
      Member _ = role(Role.WORKER, i, List.of("sluice.oidc.issuer=http://localhost"));
    }
    for (int i = 1; i <= size.apis(); i++) {
      int port = freePort();
      apiPorts.add(port);
      Member _ =
          role(
              Role.API,
              i,
              List.of("sluice.api.port=" + port, "sluice.api.schedulers=" + schedulers));
    }
    for (Member member : members) {
      member.awaitReady();
    }
  }

  private Member startKafka() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return add(
        Role.KAFKA,
        "kafka",
        List.of(
            java.toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            KafkaProcess.class.getName(),
            folder.resolve("kafka").toString(),
            Integer.toString(kafkaPort)));
  }

  private Member role(Role role, int number, List<String> settings) throws IOException {
    String name = role.word() + "-" + number;
    Path config = folder.resolve(name + ".properties");
    List<String> common =
        List.of(
            "sluice.bootstrap-servers=" + bootstrapServers(),
            "sluice.partitions=4",
            "sluice.query-secret=" + SECRET);
    Files.write(config, Stream.concat(common.stream(), settings.stream()).toList());
    return add(
        role,
        name,
        List.of(
            home.resolve("sluice").toString(),
            role.word(),
            "--config",
            config.toString(),
            "--data",
            folder.resolve(name).toString()));
  }

  private Member add(Role role, String name, List<String> command) throws IOException {
    Member member = new Member(role, name, command, folder.resolve(name + ".log"));
    members.add(member);
    return member;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String bootstrapServers() {
    return "127.0.0.1:" + kafkaPort;
  }

  /** Ports of the API servers. */
  List<Integer> apiPorts() {
    return List.copyOf(apiPorts);
  }

  List<Member> members() {
    return List.copyOf(members);
  }

  /** Stops all, Kafka last; returns those that did not end with 0. */
  List<String> stop() throws InterruptedException {
    List<String> badly = new ArrayList<>();
    List<Member> lastFirst = new ArrayList<>(members);
    Collections.reverse(lastFirst);
    for (Member member : lastFirst) {
      int code = member.stop();
      // Only the launcher's commands promise an exit code.
      if (code != 0 && member.role() != Role.KAFKA) {
        badly.add(member.name() + " ended with " + code);
      }
    }
    members.clear();
    return badly;
  }

  @Override
  public void close() {
    members.forEach(Member::kill);
    members.clear();
  }
}
