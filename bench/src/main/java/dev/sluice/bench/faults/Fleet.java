package dev.sluice.bench.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An installation of separate processes on one machine. */
public final class Fleet implements AutoCloseable {

  /** How many there are of each. */
  public record Size(int brokers, int schedulers, int workers, int apis) {

    static final Size SMALL = new Size(1, 2, 2, 1);
    static final Size FULL = new Size(3, 2, 3, 2);

    /** With one broker. */
    public Size(int schedulers, int workers, int apis) {
      this(1, schedulers, workers, apis);
    }

    boolean isCluster() {
      return brokers > 1;
    }
  }

  /**
   * What is otherwise than usual.
   *
   * @param settings lines of the configuration, by role; of Kafka, properties of the only broker
   * @param javaOptions options of the JVMs, by role
   */
  public record Extras(Map<Role, List<String>> settings, Map<Role, List<String>> javaOptions) {

    /** Nothing. */
    public static final Extras NONE = new Extras(Map.of(), Map.of());

    /**
     * For many processes that are started again and again. Where they share a few cores, the
     * optimizing compiler would take most of them, and what is seen be its work, not what becomes
     * of a fault.
     */
    public static final Extras QUICKLY_COMPILED =
        new Extras(
            Map.of(),
            Arrays.stream(Role.values())
                .collect(
                    Collectors.toMap(
                        Function.identity(), _ -> List.of("-XX:TieredStopAtLevel=1"))));

    /** All of this and all of that. */
    public Extras and(Extras that) {
      return new Extras(both(settings, that.settings), both(javaOptions, that.javaOptions));
    }

    private static Map<Role, List<String>> both(
        Map<Role, List<String>> these, Map<Role, List<String>> those) {
      Map<Role, List<String>> all = new EnumMap<>(Role.class);
      Stream.of(these, those)
          .forEach(each ->
              each.forEach((role, lines) ->
                  all.merge(
                      role,
                      lines,
                      (some, more) -> Stream.of(some, more).flatMap(List::stream).toList())));
      return all;
    }

    List<String> settings(Role role) {
      return settings.getOrDefault(role, List.of());
    }

    List<String> javaOptions(Role role) {
      return javaOptions.getOrDefault(role, List.of());
    }
  }

  static final int PARTITIONS = 4;
  private static final String SECRET = "of-this-run";

  private final Path home;
  private final Path folder;
  private final Size size;
  private final Extras extras;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final List<Integer> apiPorts = new ArrayList<>();
  private final int kafkaPort;
  private final Cluster cluster;
  private final Links links = new Links();
  private final AtomicBoolean closed = new AtomicBoolean();
  private Optional<SmallDisk> smallDisk = Optional.empty();
  private Optional<SteppedClock> clock = Optional.empty();

  private Fleet(Path home, Path folder, Size size, Extras extras) throws IOException {
    this.home = home;
    this.folder = folder;
    this.size = size;
    this.extras = extras;
    this.kafkaPort = Addresses.freePort();
    this.cluster =
        new Cluster(folder, size.isCluster() ? size.brokers() : 0, extras.javaOptions(Role.KAFKA));
  }

  /**
   * Starts all of it and waits until it serves.
   *
   * @param home the checkout whose launcher is used
   * @param folder for data, configuration and logs
   * @param extras what is otherwise than usual
   */
  public static Fleet start(Path home, Path folder, Size size, Extras extras) throws Exception {
    Fleet fleet = new Fleet(home, folder, size, extras);
    // Who ends this program early wants its processes and its disk gone, too.
    Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "fleet-close"));
    try {
      fleet.startAll();
      return fleet;
    } catch (Exception e) {
      fleet.close();
      throw e;
    }
  }

  private void startAll() throws Exception {
    startKafka();
    List<Integer> queryPorts = new ArrayList<>();
    for (int i = 1; i <= size.schedulers(); i++) {
      int port = Addresses.freePort();
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
      int port = Addresses.freePort();
      Member api =
          role(
              Role.API,
              i,
              List.of("sluice.api.port=" + port, "sluice.api.schedulers=" + schedulers));
      apiPorts.add(size.isCluster() ? links.fromClients(api.name(), port) : port);
    }
    for (Member member : members) {
      member.awaitReady();
    }
  }

  private void startKafka() throws IOException, InterruptedException {
    if (size.isCluster()) {
      smallDisk = SmallDisk.mount(cluster.data(cluster.size()));
      for (int i = 1; i <= cluster.size(); i++) {
        Member _ = add(Role.KAFKA, Addresses.brokerName(i), cluster.command(i), Map.of());
      }
    } else {
      List<String> command = KafkaProcess.command(folder, kafkaPort, extras);
      Member _ = add(Role.KAFKA, "kafka", command, Map.of());
    }
    for (Member broker : members) {
      broker.awaitReady();
    }
  }

  private Member role(Role role, int number, List<String> settings) throws IOException {
    String name = role.word() + "-" + number;
    Path config = folder.resolve(name + ".properties");
    List<String> common =
        List.of(
            "sluice.bootstrap-servers="
                + (size.isCluster() ? cluster.bootstrapByName() : bootstrapServers()),
            "sluice.replication-factor=" + (size.isCluster() ? Cluster.REPLICAS : 1),
            "sluice.partitions=" + PARTITIONS,
            "sluice.query-secret=" + SECRET);
    Files.write(
        config, Stream.of(common, settings, extras.settings(role)).flatMap(List::stream).toList());
    return add(
        role,
        name,
        List.of(
            home.resolve("sluice").toString(),
            role.word(),
            "--config",
            config.toString(),
            "--data",
            folder.resolve(name).toString()),
        surroundings(role, number, name));
  }

  /** What a process finds around it: its own view of names, and of the time. */
  private Map<String, String> surroundings(Role role, int number, String name) throws IOException {
    int member = members.size() + 1;
    links.toBrokers(name, member, cluster);
    Path hosts = folder.resolve(name + ".hosts");
    InetAddress target = role == Role.WORKER ? Addresses.ofTarget(number) : Addresses.LOOPBACK;
    Addresses.writeHosts(hosts, member, cluster.size(), target);
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "SLUICE_JAVA_OPTS",
        String.join(
            " ",
            Stream.concat(
                    Stream.of("-Djdk.net.hosts.file=" + hosts), extras.javaOptions(role).stream())
                .toList()));
    if (size.isCluster() && role == Role.WORKER && number == size.workers()) {
      clock = SteppedClock.in(folder.resolve(name + ".clock"));
      clock.ifPresent(each -> environment.putAll(each.environment()));
    }
    return environment;
  }

  private Member add(Role role, String name, List<String> command, Map<String, String> environment)
      throws IOException {
    Member member = new Member(role, name, command, environment, folder.resolve(name + ".log"));
    members.add(member);
    return member;
  }

  /** Where this program finds Kafka. */
  public String bootstrapServers() {
    return size.isCluster() ? cluster.bootstrap() : "127.0.0.1:" + kafkaPort;
  }

  /** Ports of the API servers. */
  public List<Integer> apiPorts() {
    return List.copyOf(apiPorts);
  }

  /** All processes, in the order in which they were started. */
  public List<Member> members() {
    return List.copyOf(members);
  }

  /** Those of a kind. */
  List<Member> members(Role role) {
    return members.stream().filter(member -> member.role() == role).toList();
  }

  Size size() {
    return size;
  }

  Cluster cluster() {
    return cluster;
  }

  Links links() {
    return links;
  }

  /** The disk of the last broker, if it has one of its own. */
  Optional<SmallDisk> smallDisk() {
    return smallDisk;
  }

  /** The clock of the last worker, if it has one of its own. */
  Optional<SteppedClock> clock() {
    return clock;
  }

  /** Stops all, Kafka last; returns those that did not end with 0. */
  public List<String> stop() throws InterruptedException {
    List<String> badly = new ArrayList<>();
    List<Member> lastFirst = new ArrayList<>(members);
    Collections.reverse(lastFirst);
    for (Member member : lastFirst) {
      if (member.role() == Role.KAFKA && size.isCluster()) {
        // Without a majority the last ones could not leave in order.
        member.kill();
        continue;
      }
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
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    members.forEach(Member::kill);
    members.clear();
    links.close();
    smallDisk.ifPresent(SmallDisk::close);
  }
}
