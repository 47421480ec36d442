package dev.sluice.standalone.up;

import dev.sluice.adminapi.ApiRole;
import dev.sluice.adminapi.access.AccessConfigException;
import dev.sluice.delivery.WorkerRole;
import dev.sluice.delivery.WorkerSettings;
import dev.sluice.standalone.broker.BrokerSettings;
import dev.sluice.standalone.broker.EmbeddedBroker;
import dev.sluice.standalone.client.Credentials;
import dev.sluice.standalone.config.ApiKeys;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.PassThrough;
import dev.sluice.standalone.config.SchedulerKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.data.DataFolder;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.permission.KafkaRole;
import dev.sluice.standalone.permission.RequiredAccess;
import dev.sluice.topology.Disk;
import dev.sluice.topology.SchedulerRole;
import dev.sluice.topology.topics.TopicSetupException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All roles in this process, and the broker unless there is another. */
final class Sluice {

  private static final Logger log = LoggerFactory.getLogger(Sluice.class);

  /** How long calls of the API may take to end when the process stops. */
  static final Duration API_PATIENCE = Duration.ofSeconds(5);

  /** How long the scheduler may take to commit what is open. */
  static final Duration SCHEDULER_PATIENCE = Duration.ofSeconds(10);

  /**
   * How far ahead of its time an attempt is dispatched: here scheduler and worker have one clock.
   */
  private static final String AHEAD = "50ms";

  private static final long LEAST_BROKER_BYTES = 64L << 20;

  private final int partitions;
  private final String bootstrapServers;
  private final SchedulerRole scheduler;
  private final WorkerRole worker;
  private final ApiRole api;

  private Sluice(
      int partitions,
      String bootstrapServers,
      SchedulerRole scheduler,
      WorkerRole worker,
      ApiRole api) {
    this.partitions = partitions;
    this.bootstrapServers = bootstrapServers;
    this.scheduler = scheduler;
    this.worker = worker;
    this.api = api;
  }

  /**
   * Starts everything; returns before all of it can serve, see {@link #isReady()}.
   *
   * @param parts where each part is put as soon as it is started, to be stopped from there
   * @param clocks what time it is
   * @throws UserErrorException if the broker's port is taken or its topics are not as they must be
   */
  static Sluice start(Settings given, DataFolder folder, Parts parts, Clocks clocks)
      throws InterruptedException {
    // Workers that others start on the same Kafka may have other clocks.
    boolean alone = given.get(Keys.BOOTSTRAP_SERVERS).isEmpty();
    Settings settings =
        given.orKept(
            SchedulerKeys.DISPATCH_AHEAD, alone ? Optional.of(AHEAD) : Optional.empty(), "up");
    String bootstrapServers = kafka(settings, folder, parts);
    RoleSettings roles =
        new RoleSettings(
            settings,
            bootstrapServers,
            folder.instanceId(() -> UUID.randomUUID().toString()),
            folder.part("state"),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            clocks);
    if (settings.get(Keys.BOOTSTRAP_SERVERS).isEmpty()) {
      KnownCluster.checkEmbedded(folder);
    } else {
      KnownCluster.check(folder, settings);
    }
    requireAccess(settings, KafkaRole.SCHEDULER);
    SchedulerRole scheduler = scheduler(roles);
    parts.add("scheduler", limit -> scheduler.close(SCHEDULER_PATIENCE));
    requireAccess(settings, KafkaRole.WORKER);
    requireAccess(settings, KafkaRole.API);
    // Both only talk to Kafka and the scheduler, so they start, and stop, beside each other.
    Issuer issuer = Issuer.of(settings);
    WorkerSettings workerSettings = roles.worker(issuer);
    CompletableFuture<WorkerRole> worker =
        CompletableFuture.supplyAsync(() -> worker(roles, workerSettings));
    // On its own until the API is there: a start that fails in between must leave nothing behind.
    parts.add("worker", limit -> stop(worker, limit));
    ApiRole api = api(roles, List.of(scheduler.queryAddress()), issuer);
    issuer.listensOn(api.port());
    parts.add("api and worker", limit -> stop(api, worker, limit));
    return new Sluice(
        settings.get(Keys.PARTITIONS), bootstrapServers, scheduler, join(worker), api);
  }

  /** The embedded Kafka allows everything. */
  private static void requireAccess(Settings settings, KafkaRole role) throws InterruptedException {
    if (!settings.get(Keys.BOOTSTRAP_SERVERS).isEmpty()) {
      RequiredAccess.check(settings, role);
    }
  }

  private static String kafka(Settings settings, DataFolder folder, Parts parts) {
    String other = settings.get(Keys.BOOTSTRAP_SERVERS);
    if (!other.isEmpty()) {
      return other;
    }
    requireRoom(folder);
    int apiPort = settings.get(ApiKeys.PORT);
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            new BrokerSettings(
                folder.part("kafka"),
                settings.get(Keys.BROKER_PORT),
                apiPort == 0 || apiPort == 65_535 ? 0 : apiPort + 1,
                settings.get(Keys.BROKER_FSYNC),
                RoleSettings.schedulerCluster(settings, "").recordLimitBytes(),
                Map.of()),
            new SecureRandom());
    parts.add("broker", limit -> broker.close());
    folder.note("kafka/bootstrap", broker.bootstrapServers() + "\n");
    log.info("event=broker_started bootstrap_servers={}", broker.bootstrapServers());
    return broker.bootstrapServers();
  }

  /** On a full disk Kafka fails wherever it happens to be, and tells that only. */
  private static void requireRoom(DataFolder folder) {
    Path kafka = folder.part("kafka");
    long freeBytes = Disk.of(kafka).freeBytes();
    if (freeBytes < LEAST_BROKER_BYTES) {
      throw new UserErrorException(
          kafka
              + ": its disk has "
              + freeBytes
              + " bytes left (expected: "
              + LEAST_BROKER_BYTES
              + " or more, for the embedded Kafka to start; make room)");
    }
  }

  /**
   * Starts a scheduler.
   *
   * @throws UserErrorException if Kafka cannot be used or its topics are not as they must be
   */
  static SchedulerRole scheduler(RoleSettings roles) {
    try {
      return SchedulerRole.start(roles.scheduler());
    } catch (TopicSetupException e) {
      throw new UserErrorException(String.valueOf(e.getMessage()));
    } catch (KafkaException e) {
      throw RefusedSetting.of(roles, List.of(PassThrough.STREAMS, PassThrough.KAFKA), e);
    }
  }

  /** Starts a worker, and tells files and settings that cannot be used as what they are. */
  static WorkerRole worker(RoleSettings roles, WorkerSettings settings) {
    try {
      return WorkerRole.start(settings);
    } catch (KafkaException e) {
      throw RefusedSetting.of(
          roles,
          List.of(PassThrough.WORKER_CONSUMER, PassThrough.WORKER_PRODUCER, PassThrough.KAFKA),
          e);
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(String.valueOf(e.getMessage()));
    }
  }

  /** Starts an API server, and tells wrong settings as what they are. */
  static ApiRole api(RoleSettings roles, List<String> schedulers, Issuer issuer) {
    try {
      return ApiRole.start(roles.api(schedulers, issuer));
    } catch (AccessConfigException e) {
      throw new UserErrorException(String.valueOf(e.getMessage()));
    } catch (KafkaException e) {
      throw RefusedSetting.of(roles, List.of(PassThrough.API_PRODUCER, PassThrough.KAFKA), e);
    }
  }

  static String rootMessage(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : rootMessage(cause);
  }

  private static void stop(ApiRole api, CompletableFuture<WorkerRole> worker, Duration limit) {
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stop(worker, limit));
    try {
      api.close(API_PATIENCE);
    } finally {
      // The broker, which is stopped next, takes the worker's last outcomes.
      stopped.join();
    }
  }

  /** Does nothing to one that is stopped already, or could not be started. */
  private static void stop(CompletableFuture<WorkerRole> worker, Duration limit) {
    worker
        .handle((started, failure) -> Optional.ofNullable(started))
        .join()
        .ifPresent(started -> started.close(limit));
  }

  private static WorkerRole join(CompletableFuture<WorkerRole> worker) {
    try {
      return worker.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Whether every part can serve and knows of the others. */
  boolean isReady() {
    return scheduler.isReady()
        && worker.isReady()
        && api.isReady()
        && api.verdictStreams() == partitions;
  }

  /** What is not ready yet, for logs. */
  String waitingFor() {
    return "scheduler=%s worker=%s api=%s verdict_streams=%d/%d"
        .formatted(
            scheduler.isReady(), worker.isReady(), api.isReady(), api.verdictStreams(), partitions);
  }

  /** Why a part has stopped for good, if one has. */
  Optional<String> failure() {
    return scheduler.failure().or(worker::failure);
  }

  int port() {
    return api.port();
  }

  /** How this process calls its own API. */
  Credentials credentials() {
    return credentials(api);
  }

  /** How a process calls the API that it serves. */
  static Credentials credentials(ApiRole api) {
    return api.certificate()
        .map(certificate -> Credentials.pinned(api.processToken(), certificate))
        .orElseGet(() -> Credentials.token(api.processToken()));
  }

  String bootstrapServers() {
    return bootstrapServers;
  }
}
