package dev.sluice.adminapi;

import dev.sluice.adminapi.access.Access;
import dev.sluice.adminapi.access.AccessConfigException;
import dev.sluice.adminapi.access.QueuePolicies;
import dev.sluice.adminapi.access.ServerTls;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.adminapi.cluster.Cluster;
import dev.sluice.adminapi.http.ApiServer;
import dev.sluice.adminapi.oidc.KeyPages;
import dev.sluice.adminapi.service.Services;
import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.QueueName;
import io.micrometer.core.instrument.Gauge;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running API server. */
public final class ApiRole implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ApiRole.class);
  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(20);

  private final Cluster cluster;
  private final Calls calls;
  private final ApiServer server;
  private final Access access;

  private ApiRole(Cluster cluster, Calls calls, ApiServer server, Access access) {
    this.cluster = cluster;
    this.calls = calls;
    this.server = server;
    this.access = access;
  }

  /**
   * Starts a server. It listens when this returns; see {@link #isReady} for when it can answer.
   *
   * @throws UncheckedIOException if the address cannot be bound
   * @throws AccessConfigException if a file about access cannot be used
   * @throws KafkaException if the settings of a Kafka client are invalid
   */
  public static ApiRole start(ApiSettings settings) {
    Cluster cluster =
        Cluster.connect(settings.cluster(), settings.sources().nanoTime(), settings.metrics());
    Calls calls =
        new Calls(
            settings.load().longestCall(),
            settings.load().maxCallsInFlight(),
            settings.sources().nanoTime());
    Gauge.builder("sluice.api.calls.in.flight", calls, Calls::inFlight)
        .register(settings.metrics());
    try {
      Access access =
          Access.open(
              settings.access(),
              policies(cluster),
              new Access.Clocks(settings.sources().clock(), settings.sources().nanoTime()));
      return serve(settings, cluster, calls, access);
    } catch (UncheckedIOException | AccessConfigException e) {
      calls.close();
      cluster.close();
      throw e;
    }
  }

  private static ApiRole serve(ApiSettings settings, Cluster cluster, Calls calls, Access access) {
    try {
      ApiServer server = ApiServer.start(parts(settings, cluster, calls, access));
      log.info("event=api_started host={} port={}", settings.binding().host(), server.port());
      return new ApiRole(cluster, calls, server, access);
    } catch (UncheckedIOException e) {
      access.close();
      throw e;
    }
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  /** A bearer token for calls of this process itself. */
  public String processToken() {
    return access.processToken();
  }

  /** The certificate that callers are shown now; empty without TLS. */
  public Optional<X509Certificate> certificate() {
    return access.tls().map(ServerTls::certificate);
  }

  /** Whether creates can be taken: the queues are known. */
  public boolean isReady() {
    return cluster.isLoaded();
  }

  /**
   * Partitions whose verdicts are being received. Once it is the number of partitions, every call
   * is answered without waiting for a scheduler to be found.
   */
  public int verdictStreams() {
    return cluster.verdictStreams();
  }

  /**
   * Lets calls end, then lets go of Kafka and the schedulers. For half of the time calls that come
   * are served, too, so that a load balancer can notice; then they are refused.
   *
   * @param patience how long calls may take to end
   * @return whether no call was cut off
   */
  public boolean close(Duration patience) {
    Duration half = patience.dividedBy(2);
    boolean clean = server.stop(half);
    if (!clean) {
      calls.refuse();
      clean = server.stop(half);
    }
    if (!clean) {
      log.warn("event=api_drain_cut_off after={} calls={}", patience, calls.inFlight());
    }
    calls.close();
    cluster.close();
    access.close();
    log.info("event=api_stopped");
    return clean;
  }

  @Override
  public void close() {
    boolean _ = close(DEFAULT_PATIENCE);
  }

  private static ApiServer.Parts parts(
      ApiSettings settings, Cluster cluster, Calls calls, Access access) {
    return new ApiServer.Parts(
        new InetSocketAddress(settings.binding().host(), settings.binding().port()),
        settings.binding().names(),
        Services.of(
            calls,
            cluster.backend(),
            cluster.policies(),
            settings.limits(),
            settings.tokens().accounts(),
            settings.sources().clock(),
            settings.sources().random()),
        new KeyPages(settings.tokens().issuer(), cluster.signingKeys(), settings.sources().clock()),
        settings.maxRequestBytes(),
        cluster::isLoaded,
        access,
        settings.metrics());
  }

  /** Policies as they were last seen here. */
  private static QueuePolicies policies(Cluster cluster) {
    return name -> {
      try {
        return cluster.backend().lastSeen(QueueName.parse(name)).flatMap(cluster.policies()::of);
      } catch (InvalidNameException e) {
        // What is no name has no policy; the call itself will say so.
        return Optional.empty();
      }
    };
  }
}
