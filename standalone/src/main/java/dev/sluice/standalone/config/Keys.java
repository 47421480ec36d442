package dev.sluice.standalone.config;

import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.delivery.ProxyAddress;
import dev.sluice.delivery.core.AppEngineUrl;
import dev.sluice.delivery.core.Cidr;
import dev.sluice.v1.SigningAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All settings there are, in the order in which they are listed. Names are part of the API. */
public final class Keys {

  /** Folder of everything that outlives the process. */
  public static final Key<Path> DATA =
      key("data", Kind.FOLDER, Path.of(".sluice"), "folder of everything that is kept");

  /** Kafka cluster to use. */
  public static final Key<String> BOOTSTRAP_SERVERS =
      key("bootstrap-servers", Kind.TEXT, "", "Kafka cluster to use; empty: an embedded one");

  /** Scheduler partitions. */
  public static final Key<Integer> PARTITIONS =
      key(
          "partitions",
          Kind.count("partitions", 1, 10_000),
          4,
          "scheduler partitions, fixed at installation");

  /** Lanes per scheduler partition. */
  public static final Key<Integer> LANES =
      key(
          "lanes",
          Kind.count("lanes", 1, 1_000),
          1,
          "lanes per scheduler partition: how many workers may share one queue; can only grow");

  /** Replicas of topics. */
  public static final Key<Integer> REPLICATION_FACTOR =
      key(
          "replication-factor",
          Kind.count("replicas", 1, 100),
          1,
          "replicas of topics and changelogs that are created");

  /** What the names of topics start with. */
  public static final Key<String> TOPIC_PREFIX =
      key("topic-prefix", Kind.TEXT, "sluice.", "what the names of topics start with");

  /** The largest task. */
  public static final Key<Integer> TASK_LIMIT =
      key(
          "task-limit-bytes",
          Kind.count("bytes", 1_024, 512 << 20),
          2 << 20,
          "largest task, encoded");

  /** How long a stop may take. */
  public static final Key<Duration> GRACE =
      key(
          "grace",
          Kind.duration(Duration.ZERO),
          Duration.ofSeconds(30),
          "how long running attempts may take to end when the process stops");

  /** Port of the embedded Kafka. */
  public static final Key<Integer> BROKER_PORT =
      key(
          "broker.port",
          Kind.count("port", 0, 65_535),
          0,
          "port of the embedded Kafka; 0: a free one, kept with the data folder");

  /** Whether the embedded Kafka survives a power loss. */
  public static final Key<Boolean> BROKER_FSYNC =
      key(
          "broker.fsync",
          Kind.FLAG,
          false,
          "embedded Kafka: write to disk before acknowledging, against power loss");

  /** Address of the API. */
  public static final Key<String> API_BIND =
      key("api.bind", Kind.TEXT, "127.0.0.1", "address the API listens on");

  /** Port of the API. */
  public static final Key<Integer> API_PORT =
      key("api.port", Kind.count("port", 0, 65_535), 8123, "port of the API; 0: a free one");

  /** Names of an API that is open to this machine. */
  public static final Key<List<String>> API_HOSTS =
      key(
          "api.hosts",
          Kind.texts(),
          List.of(),
          "names, besides localhost, by which an API on loopback that asks nobody who they are may"
              + " be called");

  /** Whether the API may be open to others although it checks nobody. */
  public static final Key<Boolean> API_INSECURE =
      key(
          "api.insecure",
          Kind.FLAG,
          false,
          "allow an address other than loopback although nobody is authenticated");

  /** Certificate of the API. */
  public static final Key<Optional<Path>> API_CERT =
      file("api.tls.cert-file", "certificate chain of the API, PEM; empty: plain HTTP");

  /** Key of the API's certificate. */
  public static final Key<Optional<Path>> API_KEY =
      file("api.tls.key-file", "private key of the certificate, PEM, PKCS#8");

  /** Whose certificates identify callers. */
  public static final Key<Optional<Path>> API_CLIENT_CA =
      file("api.tls.client-ca-file", "whose certificates identify callers, PEM; empty: nobody's");

  /** Bearer tokens. */
  public static final Key<Optional<Path>> API_TOKENS =
      file("api.token-file", "bearer tokens, each with its principal; empty: none");

  /** Whose JSON web tokens are taken. */
  public static final Key<List<AccessSettings.Issuer>> API_JWT_ISSUERS =
      key(
          "api.jwt.issuers",
          new Kind<>(
              "URLs",
              "URLs of OpenID issuers, comma separated, each with =FILE or =URL of its keys or"
                  + " without",
              Issuers::parse,
              Issuers::print),
          List.of(),
          "OpenID issuers whose tokens are taken: URL, or URL=KEYS with a file or URL of keys");

  /** What tokens must be meant for. */
  public static final Key<List<String>> API_JWT_AUDIENCES =
      key("api.jwt.audiences", Kind.texts(), List.of(), "tokens must be meant for one of these");

  /** How far the clocks of issuers may be off. */
  public static final Key<Duration> API_JWT_LEEWAY =
      key(
          "api.jwt.leeway",
          Kind.duration(Duration.ZERO),
          Duration.ofSeconds(30),
          "how far the clocks of issuers may be off");

  /** Whose certificates issuers may have. */
  public static final Key<Optional<Path>> API_JWT_CA =
      file("api.jwt.ca-file", "whose certificates issuers may have, PEM; empty: the JDK's choice");

  /** Who may do what. */
  public static final Key<Optional<Path>> API_POLICY =
      file(
          "api.policy-file",
          "who may do what; empty: everybody who is authenticated may do everything");

  /** Headers that are secrets. */
  public static final Key<List<String>> API_SECRET_HEADERS =
      key(
          "api.secret-headers",
          Kind.texts(),
          List.of(),
          "headers of tasks, besides Authorization, whose values no view shows");

  /** Queues to create. */
  public static final Key<Optional<Path>> QUEUES_FILE =
      file(
          "queues-file",
          "queues that are created, or changed to what it says, when an API server starts: YAML or"
              + " JSON; empty: none");

  /** Commit interval of the scheduler. */
  public static final Key<Duration> COMMIT_INTERVAL =
      key(
          "scheduler.commit-interval",
          Kind.duration(Duration.ofMillis(1)),
          Duration.ofMillis(25),
          "least time between commits that somebody waits for: less is sooner, more is cheaper");

  /** When processed records are trimmed. */
  public static final Key<Duration> TRIM_AFTER =
      key(
          "scheduler.trim-after",
          Kind.duration(Duration.ofSeconds(1)),
          Duration.ofHours(24),
          "how long processed records stay on the tasks topic");

  /** Pending tasks of a queue. */
  public static final Key<Long> QUEUE_TASKS =
      key(
          "budget.queue-tasks",
          Kind.amount("tasks", 1),
          100_000_000L,
          "scheduler: pending tasks of a queue, unless the queue says otherwise; more are refused");

  /** Pending bytes of a queue. */
  public static final Key<Long> QUEUE_BYTES =
      key(
          "budget.queue-bytes",
          Kind.bytes(1),
          100L << 30,
          "scheduler: bytes of a queue's pending tasks, unless the queue says otherwise");

  /** Free disk for new tasks. */
  public static final Key<Long> MIN_FREE_BYTES =
      key(
          "budget.min-free-bytes",
          Kind.bytes(0),
          1L << 30,
          "scheduler: with less free disk for its data, no new tasks; what is there is delivered");

  /** The same as a share. */
  public static final Key<Integer> MIN_FREE_PERCENT =
      key(
          "budget.min-free-percent",
          Kind.count("percent", 0, 99),
          5,
          "the same in percent of the disk; the larger of the two holds");

  /** Threads of the scheduler. */
  public static final Key<Integer> STREAM_THREADS =
      key(
          "scheduler.threads",
          Kind.count("threads", 1, 1_000),
          1,
          "threads that process scheduler partitions");

  /** Where the query service listens. */
  public static final Key<Integer> QUERY_PORT =
      key(
          "scheduler.query-port",
          Kind.count("port", 0, 65_535),
          0,
          "port where the API asks the scheduler; 0: a free one");

  /** Address of the query service. */
  public static final Key<String> QUERY_BIND =
      key(
          "scheduler.query-bind",
          Kind.TEXT,
          "127.0.0.1",
          "address where the API asks the scheduler; other than loopback: set query-secret");

  /** Address under which others reach the query service. */
  public static final Key<String> QUERY_ADVERTISED =
      key(
          "scheduler.query-advertised",
          Kind.TEXT,
          "",
          "host name or address under which others reach query-bind; empty: as it is bound");

  /** What the API shows to the schedulers. */
  public static final Key<String> QUERY_SECRET =
      key(
          "query-secret",
          Kind.TEXT,
          "",
          "what API servers show to schedulers, the same for all; empty: nothing is asked for");

  /** Schedulers that an API server asks first. */
  public static final Key<List<String>> SCHEDULERS =
      key(
          "api.schedulers",
          Kind.list("addresses", "HOST:PORT, comma separated", Kind::hostAndPort),
          List.of(),
          "query services of schedulers, one is enough; for an API server of its own");

  /** Address of a scheduler's or worker's health and metrics. */
  public static final Key<String> HEALTH_BIND =
      key(
          "health.bind",
          Kind.TEXT,
          "127.0.0.1",
          "scheduler, worker: address of /healthz, /metrics");

  /** Port of a scheduler's or worker's health and metrics. */
  public static final Key<Integer> HEALTH_PORT =
      key(
          "health.port",
          Kind.count("port", 0, 65_535),
          0,
          "scheduler, worker: port of /healthz and /metrics; 0: a free one");

  /** Memory of the scheduler's stores. */
  public static final Key<Long> ROCKSDB_BYTES =
      key(
          "scheduler.rocksdb-bytes",
          Kind.bytes(8L << 20),
          128L << 20,
          "memory for RocksDB in all: block cache and write buffers");

  /** Attempts that the worker runs at once. */
  public static final Key<Integer> MAX_IN_FLIGHT =
      key(
          "worker.max-in-flight",
          Kind.count("attempts", 1, 1_000_000),
          4_096,
          "attempts that the worker runs at once");

  /** Bytes of tasks that the worker holds at once. */
  public static final Key<Long> MAX_IN_FLIGHT_BYTES =
      key(
          "worker.max-in-flight-bytes",
          Kind.bytes(1L << 20),
          256L << 20,
          "bytes of tasks that the worker holds at once");

  /** Whether requests may go to private addresses. */
  public static final Key<Boolean> ALLOW_PRIVATE =
      key(
          "worker.allow-private",
          Kind.FLAG,
          true,
          "whether requests may go to private addresses (10/8, 172.16/12, 192.168/16, ...)");

  /** Whether requests may go to this machine. */
  public static final Key<Boolean> ALLOW_LOOPBACK =
      key("worker.allow-loopback", Kind.FLAG, true, "whether requests may go to this machine");

  /** Ranges that requests may go to whatever else holds. */
  public static final Key<List<Cidr>> ALLOWED =
      key(
          "worker.allowed-addresses",
          Kind.list(
              "address ranges", "address ranges such as 10.1.0.0/16, comma separated", Cidr::parse),
          List.of(),
          "ranges that requests may go to even if they would be refused");

  /** Ranges that requests may not go to. */
  public static final Key<List<Cidr>> DENIED =
      key(
          "worker.denied-addresses",
          Kind.list(
              "address ranges", "address ranges such as 10.1.0.0/16, comma separated", Cidr::parse),
          List.of(),
          "ranges that requests may not go to, whatever else is set");

  /** Where App Engine tasks go. */
  public static final Key<Optional<AppEngineUrl>> APP_ENGINE_URL =
      key(
          "worker.app-engine-url",
          Kind.optional(
              "url",
              "an http or https URL, in which {route}, {service}, {version} and {instance} stand"
                  + " for parts of the routing",
              AppEngineUrl::new,
              AppEngineUrl::template),
          Optional.empty(),
          "where App Engine tasks go, such as https://{route}app.example.com; empty: nowhere");

  /** Who OpenID Connect tokens say that they are from. */
  public static final Key<String> OIDC_ISSUER =
      key(
          "oidc.issuer",
          Kind.TEXT,
          "",
          "URL that OpenID Connect tokens name as their issuer, where handlers find its keys;"
              + " empty: the API's own address");

  /** What OpenID Connect tokens are signed with. */
  public static final Key<SigningAlgorithm> OIDC_ALGORITHM =
      key(
          "oidc.algorithm",
          Kind.constant(SigningAlgorithm.class),
          SigningAlgorithm.RS256,
          "what OpenID Connect tokens are signed with");

  /** How long a key signs. */
  public static final Key<Duration> OIDC_ROTATION =
      key(
          "oidc.key-rotation",
          Kind.duration(Duration.ofHours(1)),
          Duration.ofDays(30),
          "how long a key signs before the next one does");

  /** Where OAuth tokens come from. */
  public static final Key<String> OAUTH_CLIENTS =
      key(
          "oauth.clients",
          Kind.TEXT,
          "",
          "file of the service accounts that have OAuth tokens: e-mails to tokenEndpoint, clientId"
              + " and clientSecret, in YAML or JSON; empty: none");

  /** Proxy of requests. */
  public static final Key<Optional<ProxyAddress>> PROXY =
      key(
          "worker.proxy",
          new Kind<>(
              "URL",
              "http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT",
              text -> text.isEmpty() ? Optional.empty() : Optional.of(ProxyAddress.parse(text)),
              proxy -> proxy.map(ProxyAddress::toString).orElse("")),
          Optional.empty(),
          "HTTP proxy that requests go through; empty: none");

  /** Hosts without proxy. */
  public static final Key<List<String>> PROXY_EXEMPT =
      key(
          "worker.proxy-exempt-hosts",
          Kind.texts(),
          List.of(),
          "hosts that requests go to directly: names, or .example.com for all below it");

  /** Whose certificates targets may have. */
  public static final Key<Optional<Path>> TARGET_CA =
      file(
          "worker.tls.ca-file",
          "whose certificates targets may have besides those that the JDK trusts, PEM");

  /** Certificate that targets are shown. */
  public static final Key<Optional<Path>> WORKER_CERT =
      file("worker.tls.cert-file", "certificate chain that targets are shown, PEM; empty: none");

  /** Its key. */
  public static final Key<Optional<Path>> WORKER_KEY =
      file("worker.tls.key-file", "private key of that certificate, PEM, PKCS#8");

  /** Connections per host. */
  public static final Key<Integer> CONNECTIONS_PER_HOST =
      key(
          "worker.connections-per-host",
          Kind.count("connections", 0, 1_000_000),
          0,
          "requests, and so connections, to one host and port at once; 0: no limit");

  /** Whether Google's own limits hold. */
  public static final Key<Boolean> STRICT =
      key(
          "strict",
          Kind.FLAG,
          false,
          "Google's own limits: 500 attempts/s, 30 days ahead, tasks of 1 MiB");

  private static final List<Key<?>> OWN =
      List.of(
          DATA,
          BOOTSTRAP_SERVERS,
          PARTITIONS,
          LANES,
          REPLICATION_FACTOR,
          TOPIC_PREFIX,
          TASK_LIMIT,
          STRICT,
          GRACE,
          BROKER_PORT,
          BROKER_FSYNC,
          API_BIND,
          API_PORT,
          API_HOSTS,
          API_INSECURE,
          API_CERT,
          API_KEY,
          API_CLIENT_CA,
          API_TOKENS,
          API_JWT_ISSUERS,
          API_JWT_AUDIENCES,
          API_JWT_LEEWAY,
          API_JWT_CA,
          API_POLICY,
          API_SECRET_HEADERS,
          QUEUES_FILE,
          COMMIT_INTERVAL,
          TRIM_AFTER,
          QUEUE_TASKS,
          QUEUE_BYTES,
          MIN_FREE_BYTES,
          MIN_FREE_PERCENT,
          STREAM_THREADS,
          ROCKSDB_BYTES,
          QUERY_PORT,
          QUERY_BIND,
          QUERY_ADVERTISED,
          QUERY_SECRET,
          SCHEDULERS,
          HEALTH_BIND,
          HEALTH_PORT,
          MAX_IN_FLIGHT,
          MAX_IN_FLIGHT_BYTES,
          ALLOW_PRIVATE,
          ALLOW_LOOPBACK,
          ALLOWED,
          DENIED,
          APP_ENGINE_URL,
          OIDC_ISSUER,
          OIDC_ALGORITHM,
          OIDC_ROTATION,
          OAUTH_CLIENTS,
          PROXY,
          PROXY_EXEMPT,
          TARGET_CA,
          WORKER_CERT,
          WORKER_KEY,
          CONNECTIONS_PER_HOST);

  /** Every key, in the order in which they are listed. */
  public static final List<Key<?>> ALL =
      Stream.concat(OWN.stream(), RegistryKeys.ALL.stream()).toList();

  private Keys() {}

  /** The key of a name. */
  static Optional<Key<?>> named(String name) {
    return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  private static Key<Optional<Path>> file(String name, String meaning) {
    return Key.of(name, Kind.FILE, Optional.empty(), meaning);
  }

  private static <T> Key<T> key(String name, Kind<T> kind, T defaultValue, String meaning) {
    return Key.of(name, kind, defaultValue, meaning);
  }
}
