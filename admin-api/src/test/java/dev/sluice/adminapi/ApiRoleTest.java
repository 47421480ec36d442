package dev.sluice.adminapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.adminapi.cluster.ClusterSettings;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.OAuthAccounts;
import dev.sluice.schemas.TopicNames;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiRoleTest {

  // Port 1 is nobody's.
  private static final String NOWHERE = "127.0.0.1:1";

  private static final long CALL_EVERY_NANOS = Duration.ofMillis(50).toNanos();

  @Test
  void start_kafkaIsAway_livesButIsNotReady() throws Exception {
    try (ApiRole api = ApiRole.start(settings(0));
        HttpClient http = HttpClient.newHttpClient()) {
      assertThat(status(http, api.port(), "/healthz/live")).isEqualTo(200);
      assertThat(status(http, api.port(), "/healthz")).isEqualTo(503);
      assertThat(api.isReady()).isFalse();
      assertThat(api.verdictStreams()).isZero();
      // The request is read before Kafka is asked.
      assertThat(status(http, api.port(), "/v2/projects/p/locations/l/queues/a_b")).isEqualTo(400);
    }
  }

  @Test
  void start_portIsTaken_saysSo() {
    try (ApiRole first = ApiRole.start(settings(0))) {
      assertThatThrownBy(() -> ApiRole.start(settings(first.port())))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(first.port() + " (expected: a free port of this machine)");
    }
  }

  @Test
  void close_clientsCallAllTheTime_allAreAnsweredAndItEnds() throws Exception {
    ApiRole api = ApiRole.start(settings(0));
    int port = api.port();
    CountDownLatch called = new CountDownLatch(10);
    List<CompletableFuture<Set<Integer>>> clients =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> callUntilRefused(port, called)))
            .limit(2)
            .toList();
    assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(api.close(Duration.ofSeconds(20))).isTrue();

    for (CompletableFuture<Set<Integer>> client : clients) {
      assertThat(client.get(30, TimeUnit.SECONDS)).contains(400).isSubsetOf(400, 503);
    }
  }

  /** Returns the statuses that were answered until nobody listened. */
  private static Set<Integer> callUntilRefused(int port, CountDownLatch called) {
    Set<Integer> statuses = new HashSet<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (true) {
        statuses.add(status(http, port, "/v2/projects/p/locations/l/queues/a_b"));
        called.countDown();
        LockSupport.parkNanos(CALL_EVERY_NANOS);
      }
    } catch (ConnectException e) {
      return statuses;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static int status(HttpClient http, int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }

  private static ApiSettings settings(int port) {
    return new ApiSettings(
        new ApiSettings.Binding("127.0.0.1", port, List.of()),
        new ClusterSettings(
            NOWHERE,
            TopicNames.DEFAULT,
            1,
            1 << 20,
            List.of(NOWHERE),
            Optional.empty(),
            ClusterSettings.DEFAULT_UNNAMED_WAIT,
            Map.of("default.api.timeout.ms", "1000", "request.timeout.ms", "1000"),
            Map.of()),
        Limits.WIDE,
        new ApiSettings.Tokens(() -> "http://127.0.0.1:8123", OAuthAccounts.NONE),
        new ApiSettings.Load(Duration.ofSeconds(1), 10),
        AccessSettings.OPEN,
        ApiSettings.Sources.system(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }
}
