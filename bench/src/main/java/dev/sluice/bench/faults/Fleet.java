package dev.sluice.bench.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An installation of separate processes on one machine. */
public final class Fleet implements AutoCloseable {

  /** How many there are of each; one broker. */
  public record Size(int schedulers, int workers, int apis) {}

  /**
   * What is otherwise than usual.
   *
   * @param settings lines of the configuration, by role; of Kafka, properties of the broker
   * @param javaOptions options of the JVMs, by role; not of Kafka
   */
  public record Extras(Map<Role, List<String>> settings, Map<Role, String> javaOptions) {

    /** Nothing. */
    public static final Extras NONE = new Extras(Map.of(), Map.of());

    List<String> settings(Role role) {
      return settings.getOrDefault(role, List.of());
    }
  }

  private static final String SECRET = "of-this-run";

  private final Path home;
  private final Path folder;
  private final Extras extras;
  private final List<Member> members = new ArrayList<>();
  private final List<Integer> apiPorts = new ArrayList<>();
  private final int kafkaPort;

  private Fleet(Path home, Path folder, Extras extras) throws IOException {
    this.home = home;
    this.folder = folder;
    this.extras = extras;
    this.kafkaPort = freePort();
  }

  /**
   * Starts all of it and waits until it serves.
   *
   * @param home the checkout whose launcher is used
   * @param folder for data, configuration and logs
   */
  public static Fleet start(Path home, Path folder, Size size) throws Exception {
    return start(home, folder, size, Extras.NONE);
  }

  /** As {@link #start(Path, Path, Size)}, with something that is otherwise than usual. */
  public static Fleet start(Path home, Path folder, Size size, Extras extras) throws Exception {
    Fleet fleet = new Fleet(home, folder, extras);
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
        Stream.concat(
                Stream.of(
                    java.toString(),
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    KafkaProcess.class.getName(),
                    folder.resolve("kafka").toString(),
                    Integer.toString(kafkaPort)),
                extras.settings(Role.KAFKA).stream())
            .toList());
  }

  private Member role(Role role, int number, List<String> settings) throws IOException {
    String name = role.word() + "-" + number;
    Path config = folder.resolve(name + ".properties");
    List<String> common =
        List.of(
            "sluice.bootstrap-servers=" + bootstrapServers(),
            "sluice.partitions=4",
            "sluice.query-secret=" + SECRET);
    Files.write(
        config, Stream.of(common, settings, extras.settings(role)).flatMap(List::stream).toList());
    List<String> command =
        List.of(
            home.resolve("sluice").toString(),
            role.word(),
            "--config",
            config.toString(),
            "--data",
            folder.resolve(name).toString());
    String options = extras.javaOptions().get(role);
    // env becomes the launcher, and that the JVM: signals reach it.
    List<String> prefix =
        options == null ? List.of() : List.of("env", "SLUICE_JAVA_OPTS=" + options);
    return add(role, name, Stream.concat(prefix.stream(), command.stream()).toList());
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

  /** Where Kafka listens. */
  public String bootstrapServers() {
    return "127.0.0.1:" + kafkaPort;
  }

  /** Ports of the API servers. */
  public List<Integer> apiPorts() {
    return List.copyOf(apiPorts);
  }

  /** All processes, in the order in which they were started. */
  public List<Member> members() {
    return List.copyOf(members);
  }

  /** Stops all, Kafka last; returns those that did not end with 0. */
  public List<String> stop() throws InterruptedException {
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
