package dev.sluice.standalone.up;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/** {@code /healthz/live}, {@code /healthz} and {@code /metrics} of a role without an API. */
final class HealthServer {

  private final Server server;
  private final String host;

  private HealthServer(Server server, String host) {
    this.server = server;
    this.host = host;
  }

  /**
   * Starts it where the settings say.
   *
   * @throws UserErrorException if the address cannot be bound
   */
  static HealthServer start(
      Settings settings, BooleanSupplier ready, PrometheusMeterRegistry meters) {
    InetSocketAddress address =
        new InetSocketAddress(settings.get(Keys.HEALTH_BIND), settings.get(Keys.HEALTH_PORT));
    Server server =
        Server.builder()
            .http(address)
            .service(
                "/healthz/live",
                (context, request) ->
                    HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, "{\"live\":true}"))
            .service(
                "/healthz",
                HealthCheckService.builder()
                    .checkers(ready::getAsBoolean)
                    .longPolling(Duration.ZERO)
                    .build())
            .service("/metrics", PrometheusExpositionService.of(meters.getPrometheusRegistry()))
            .build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw new UserErrorException(
          "health: cannot listen on "
              + address
              + ": "
              + Sluice.rootMessage(e)
              + " (expected: a free port; set "
              + Keys.HEALTH_PORT.name()
              + ")");
    }
    return new HealthServer(server, settings.get(Keys.HEALTH_BIND));
  }

  /** Where it listens, for people. */
  String url() {
    return Listen.url(host, server.activeLocalPort());
  }

  void close() {
    var _ = server.stop();
  }
}
