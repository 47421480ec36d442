package dev.sluice.standalone.up;

import dev.sluice.adminapi.ApiSettings;
import dev.sluice.adminapi.cluster.ClusterSettings;
import dev.sluice.delivery.OutboundSettings;
import dev.sluice.delivery.WorkerSettings;
import dev.sluice.delivery.core.AddressRules;
import dev.sluice.delivery.token.OAuthClient;
import dev.sluice.delivery.token.Tokens;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.OAuthAccounts;
import dev.sluice.schemas.TopicNames;
import dev.sluice.standalone.config.ApiKeys;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.PassThrough;
import dev.sluice.standalone.config.SchedulerKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.WorkerKeys;
import dev.sluice.standalone.registry.Registry;
import dev.sluice.topology.Disk;
import dev.sluice.topology.SchedulerSettings;
import dev.sluice.topology.core.Budget;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each role is started with, made from one process's settings.
 *
 * @param settings of the process
 * @param bootstrapServers of Kafka
 * @param instance name of this process within its groups, kept with the data folder
 * @param stateDir folder of the scheduler's local state
 * @param meters where metrics go
 * @param clocks what time it is
 */
record RoleSettings(
    Settings settings,
    String bootstrapServers,
    String instance,
    Path stateDir,
    PrometheusMeterRegistry meters,
    Clocks clocks) {

  private static final Logger log = LoggerFactory.getLogger(RoleSettings.class);
  private static final int HEAP_SHARE = 4;

  /** By the machine's clocks. */
  RoleSettings(
      Settings settings,
      String bootstrapServers,
      String instance,
      Path stateDir,
      PrometheusMeterRegistry meters) {
    this(settings, bootstrapServers, instance, stateDir, meters, Clocks.system());
  }

  static Limits limits(Settings settings) {
    Limits limits = settings.get(Keys.STRICT) ? Limits.STRICT : Limits.WIDE;
    return new Limits(
        Math.min(settings.get(Keys.TASK_LIMIT), limits.maxTaskBytes()),
        limits.scheduleHorizon(),
        limits.maxDispatchesPerSecond(),
        limits.maxConcurrentDispatches());
  }

  private TopicNames topics() {
    return new TopicNames(settings.get(Keys.TOPIC_PREFIX));
  }

  SchedulerSettings scheduler() {
    return new SchedulerSettings(
        schedulerCluster(settings, bootstrapServers),
        new SchedulerSettings.Member(
            InstalledTopics.applicationId(settings),
            stateDir,
            Optional.of("scheduler-" + instance)),
        query(),
        new SchedulerSettings.Tuning(
            settings.get(SchedulerKeys.COMMIT_INTERVAL),
            settings.get(SchedulerKeys.DISPATCH_AHEAD),
            settings.get(SchedulerKeys.TRIM_AFTER),
            settings.get(SchedulerKeys.STREAM_THREADS),
            settings.get(SchedulerKeys.ROCKSDB_BYTES)),
        room(),
        new SchedulerSettings.ExtraProperties(settings.passThrough(PassThrough.KAFKA), streams()),
        Registry.taskSchemas(settings),
        clocks.scheduler(),
        meters);
  }

  private SchedulerSettings.Room room() {
    return new SchedulerSettings.Room(
        new Budget(
            settings.get(SchedulerKeys.QUEUE_TASKS), settings.get(SchedulerKeys.QUEUE_BYTES)),
        // Both are below the data folder, unless somebody has put one of them elsewhere.
        List.of(Disk.of(stateDir), Disk.of(settings.get(Keys.DATA).resolve("kafka"))),
        settings.get(SchedulerKeys.MIN_FREE_BYTES),
        settings.get(SchedulerKeys.MIN_FREE_PERCENT));
  }

  private SchedulerSettings.Query query() {
    String bind = settings.get(SchedulerKeys.QUERY_BIND);
    String advertised = settings.get(SchedulerKeys.QUERY_ADVERTISED);
    return new SchedulerSettings.Query(
        bind,
        settings.get(SchedulerKeys.QUERY_PORT),
        advertised.isEmpty() ? bind : advertised,
        secret());
  }

  private Optional<String> secret() {
    return Optional.of(settings.get(Keys.QUERY_SECRET)).filter(secret -> !secret.isEmpty());
  }

  private Map<String, String> streams() {
    Map<String, String> properties = new HashMap<>();
    if (settings.get(Keys.BOOTSTRAP_SERVERS).isEmpty()) {
      // Nobody else is there to stand by.
      properties.put("num.standby.replicas", "0");
    }
    properties.putAll(settings.passThrough(PassThrough.STREAMS));
    return properties;
  }

  static SchedulerSettings.Cluster schedulerCluster(Settings settings, String bootstrapServers) {
    return new SchedulerSettings.Cluster(
        bootstrapServers,
        new TopicNames(settings.get(Keys.TOPIC_PREFIX)),
        settings.get(Keys.PARTITIONS),
        settings.get(Keys.LANES),
        settings.get(Keys.REPLICATION_FACTOR).shortValue(),
        limits(settings));
  }

  /** The accounts that have OAuth tokens. */
  Map<String, OAuthClient> oauthClients() {
    return OAuthFile.read(settings.get(WorkerKeys.OAUTH_CLIENTS));
  }

  private WorkerSettings.Requests requests(Supplier<String> issuer) {
    return new WorkerSettings.Requests(
        new Tokens.Settings(
            issuer,
            settings.get(WorkerKeys.OIDC_ALGORITHM),
            settings.get(WorkerKeys.OIDC_ROTATION),
            oauthClients()),
        settings.get(WorkerKeys.APP_ENGINE_URL));
  }

  WorkerSettings worker(Supplier<String> issuer) {
    return new WorkerSettings(
        new WorkerSettings.Cluster(
            bootstrapServers,
            topics(),
            settings.get(Keys.PARTITIONS),
            withKafka(PassThrough.WORKER_CONSUMER),
            withKafka(PassThrough.WORKER_PRODUCER)),
        new WorkerSettings.Identity(
            "worker-" + instance, UUID.randomUUID().toString(), "worker-" + instance),
        new WorkerSettings.Capacity(settings.get(WorkerKeys.MAX_IN_FLIGHT), inFlightBytes()),
        new AddressRules(
            settings.get(WorkerKeys.ALLOW_PRIVATE),
            settings.get(WorkerKeys.ALLOW_LOOPBACK),
            settings.get(WorkerKeys.ALLOWED),
            settings.get(WorkerKeys.DENIED)),
        requests(issuer),
        outbound(settings),
        settings.get(Keys.GRACE),
        new WorkerSettings.Surroundings(meters, clocks.wall(), clocks.due(), System::nanoTime));
  }

  /** The rest of the heap is for requests, answers and Kafka's clients. */
  private long inFlightBytes() {
    long wanted = settings.get(WorkerKeys.MAX_IN_FLIGHT_BYTES);
    long most = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    if (wanted > most) {
      log.warn(
          "event=in_flight_bytes_lowered wanted={} most={} reason=\"a quarter of the heap\"",
          wanted,
          most);
    }
    return Math.min(wanted, most);
  }

  private static OutboundSettings outbound(Settings settings) {
    AccessKeys.requirePair(settings, WorkerKeys.WORKER_CERT, WorkerKeys.WORKER_KEY);
    return new OutboundSettings(
        settings.get(WorkerKeys.PROXY),
        settings.get(WorkerKeys.PROXY_EXEMPT),
        settings.get(WorkerKeys.TARGET_CA),
        settings
            .get(WorkerKeys.WORKER_CERT)
            .map(cert ->
                new OutboundSettings.Certificate(
                    cert, settings.get(WorkerKeys.WORKER_KEY).orElseThrow())),
        settings.get(WorkerKeys.CONNECTIONS_PER_HOST));
  }

  /**
   * What an API server is started with.
   *
   * @param schedulers query services to ask first
   * @param issuer who tokens say that they are from
   */
  ApiSettings api(List<String> schedulers, Supplier<String> issuer) {
    return new ApiSettings(
        new ApiSettings.Binding(
            settings.get(ApiKeys.BIND), settings.get(ApiKeys.PORT), settings.get(ApiKeys.HOSTS)),
        new ClusterSettings(
            bootstrapServers,
            topics(),
            settings.get(Keys.PARTITIONS),
            schedulerCluster(settings, bootstrapServers).recordLimitBytes(),
            schedulers,
            secret(),
            ClusterSettings.DEFAULT_UNNAMED_WAIT,
            settings.passThrough(PassThrough.KAFKA),
            settings.passThrough(PassThrough.API_PRODUCER)),
        limits(settings),
        new ApiSettings.Tokens(issuer, new OAuthAccounts(oauthClients().keySet())),
        ApiSettings.Load.DEFAULT,
        AccessKeys.read(settings),
        new ApiSettings.Sources(clocks.wall(), System::nanoTime, new SecureRandom()),
        meters);
  }

  private Map<String, String> withKafka(PassThrough own) {
    Map<String, String> properties = new HashMap<>(settings.passThrough(PassThrough.KAFKA));
    properties.putAll(settings.passThrough(own));
    return properties;
  }
}
