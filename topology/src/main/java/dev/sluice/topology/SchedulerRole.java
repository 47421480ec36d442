package dev.sluice.topology;

import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.codec.DeadLetterCodec;
import dev.sluice.topology.codec.InputTopics;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.topology.query.NotOwnedException;
import dev.sluice.topology.query.PartitionAccess;
import dev.sluice.topology.query.QueryServer;
import dev.sluice.topology.query.QueryService;
import dev.sluice.topology.query.VerdictFeed;
import dev.sluice.topology.stream.SchedulerStreams;
import dev.sluice.topology.stream.SchedulerTopology;
import dev.sluice.topology.topics.LaneWatch;
import dev.sluice.topology.topics.LastContact;
import dev.sluice.topology.topics.LogEnds;
import dev.sluice.topology.topics.OpenTransactions;
import dev.sluice.topology.topics.OverdueTransactions;
import dev.sluice.topology.topics.StaleState;
import dev.sluice.topology.topics.TaskTrimmer;
import dev.sluice.topology.topics.TopicSetup;
import dev.sluice.topology.topics.TopicSetupException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A scheduler: one instance of the topology with its query service. */
public final class SchedulerRole implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SchedulerRole.class);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final Admin admin;
  private final VerdictFeed feed;
  private final QueryServer server;
  private final SchedulerStreams streams;
  private final LastContact contact;
  private final Housekeeping housekeeping;
  private final TaskSchemas taskSchemas;

  private SchedulerRole(
      Admin admin,
      VerdictFeed feed,
      QueryServer server,
      SchedulerStreams streams,
      LastContact contact,
      Housekeeping housekeeping,
      TaskSchemas taskSchemas) {
    this.admin = admin;
    this.contact = contact;
    this.feed = feed;
    this.server = server;
    this.streams = streams;
    this.housekeeping = housekeeping;
    this.taskSchemas = taskSchemas;
  }

  /**
   * Creates and checks the topics and starts; returns before the partitions are there, see {@link
   * #isReady()}.
   *
   * @throws TopicSetupException if topics are not as they must be; one sentence for each
   * @throws IllegalStateException if the query service's port is taken or Kafka Streams too old
   */
  public static SchedulerRole start(SchedulerSettings settings) {
    KafkaFloor.check();
    Admin admin = Admin.create(adminProperties(settings));
    try {
      new TopicSetup(admin, settings.cluster(), settings.member().applicationId()).run();
      removeStaleState(settings);
      return start(settings, admin);
    } catch (RuntimeException e) {
      admin.close(Duration.ZERO);
      settings.taskSchemas().close();
      throw e;
    }
  }

  private static SchedulerRole start(SchedulerSettings settings, Admin admin) {
    var cluster = settings.cluster();
    VerdictFeed feed = new VerdictFeed();
    DiskWatch disks = new DiskWatch(settings.room(), settings.meters());
    LateStreams access = new LateStreams();
    DeadLetterCodec deadLetters =
        new DeadLetterCodec(new InputTopics(cluster.topics()), cluster.recordLimitBytes());
    QueryServer server =
        QueryServer.start(
            settings.query(),
            new QueryService(
                cluster.partitions(),
                access,
                feed,
                deadLetters,
                new QueryService.Room(settings.room().queues(), disks::shortage),
                settings.clock()),
            settings.meters());
    OverdueTransactions overdue =
        new OverdueTransactions(
            admin,
            settings.member().applicationId(),
            SchedulerStreams.transactionTimeout(settings),
            System::nanoTime);
    SchedulerStreams streams;
    try {
      // The port must be known before: members learn each other's addresses from the group.
      streams =
          SchedulerStreams.start(
              settings,
              server.address(),
              feed,
              new LogEnds(admin),
              disks::shortage,
              overdue::partitionsMove);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    access.streams.set(streams);
    LastContact contact =
        new LastContact(
            admin,
            cluster.topics().tasks(),
            applicationDir(settings),
            InstantSource.system(),
            hasCopies(settings));
    Housekeeping housekeeping =
        new Housekeeping(
            new TaskTrimmer(
                admin,
                settings.member().applicationId(),
                cluster.topics().tasks(),
                settings.tuning().trimProcessedAfter(),
                access::firstNeeded),
            new OpenTransactions(admin, cluster, settings.meters()),
            overdue,
            contact,
            new LaneWatch(admin, cluster, settings.meters()),
            disks,
            settings.clock());
    log.info(
        "event=scheduler_started partitions={} lanes={} query={}",
        cluster.partitions(),
        cluster.lanes(),
        server.address());
    return new SchedulerRole(
        admin, feed, server, streams, contact, housekeeping, settings.taskSchemas());
  }

  private static Map<String, Object> adminProperties(SchedulerSettings settings) {
    Map<String, Object> properties = new HashMap<>(settings.extraProperties().kafka());
    properties.put(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.cluster().bootstrapServers());
    return properties;
  }

  private static void removeStaleState(SchedulerSettings settings) {
    Path folder = applicationDir(settings);
    // File times are the wall clock's.
    for (Path removed : StaleState.remove(folder, Instant.now())) {
      log.warn("event=stale_state_removed folder={}", removed);
    }
  }

  private static Path applicationDir(SchedulerSettings settings) {
    var member = settings.member();
    return member.stateDir().resolve(member.applicationId());
  }

  private static boolean hasCopies(SchedulerSettings settings) {
    String standbys =
        settings.extraProperties().streams().get(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG);
    return standbys == null || !standbys.strip().equals("0");
  }

  /** Returns whether the partitions of this instance are processed and queries are answered. */
  public boolean isReady() {
    return streams.isRunning();
  }

  /** Returns why the scheduler has stopped for good, if it has. */
  public Optional<String> failure() {
    return streams.failure().or(contact::failure);
  }

  /** Returns host:port of the query service. */
  public String queryAddress() {
    return server.address();
  }

  /** Stops within 30 s, see {@link #close(Duration)}. */
  @Override
  public void close() {
    close(CLOSE_TIMEOUT);
  }

  /**
   * Commits what is open, leaves the group at once, and stops the query service. Nothing is lost if
   * the time is too short: what is not committed is done again by the next owner.
   */
  public void close(Duration timeout) {
    housekeeping.close();
    boolean closed = streams.close(timeout);
    feed.closeAll();
    server.close();
    admin.close(Duration.ZERO);
    taskSchemas.close();
    log.info("event=scheduler_stopped clean={}", closed);
  }

  /** The streams, which start after the query service. */
  private static final class LateStreams implements PartitionAccess {

    private final AtomicReference<@Nullable SchedulerStreams> streams = new AtomicReference<>();
    private final Map<Integer, Long> firstNeeded = new ConcurrentHashMap<>();

    @Override
    public SchedulerReader reader(int partition) {
      SchedulerStreams running = streams.get();
      if (running == null) {
        throw new NotOwnedException("scheduler: not started yet");
      }
      try {
        return new SchedulerReader(
            running.table(SchedulerTopology.DEFINITIONS, partition),
            running.table(SchedulerTopology.INDEX, partition));
      } catch (InvalidStateStoreException e) {
        throw new NotOwnedException(
            "partition: " + partition + " is not owned by this scheduler now");
      }
    }

    /**
     * As {@link TaskTrimmer.Waiting} says. State may be read a commit early, and that commit may
     * fail: so what was needed when it was asked before counts as needed, too.
     */
    OptionalLong firstNeeded(int partition) {
      try {
        long now = reader(partition).lowestHeld(InputTopic.TASKS).orElse(Long.MAX_VALUE);
        Long before = firstNeeded.put(partition, now);
        return before == null ? OptionalLong.empty() : OptionalLong.of(Math.min(before, now));
      } catch (NotOwnedException | InvalidStateStoreException e) {
        return OptionalLong.empty();
      }
    }

    @Override
    public Map<Integer, String> owners() {
      SchedulerStreams running = streams.get();
      return running == null ? Map.of() : running.owners();
    }
  }
}
