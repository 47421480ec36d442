package dev.sluice.adminapi.http;

import com.google.api.HttpRule;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.grpc.GrpcMeterIdPrefixFunction;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.encoding.DecodingService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingConflictStrategy;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingOptions;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingQueryParamMatchRule;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import com.linecorp.armeria.server.metric.MetricCollectingService;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import dev.sluice.adminapi.access.Access;
import dev.sluice.adminapi.access.ServerTls;
import dev.sluice.adminapi.oidc.KeyPages;
import io.grpc.BindableService;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** gRPC, REST, health and metrics on one port. */
public final class ApiServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
  private static final String LOCATIONS = "google.cloud.location.Locations.";
  private static final String GET_OPERATION = "google.longrunning.Operations.GetOperation";
  private static final String METERS = "sluice.api";
  // Longer than any call waits (spec 1.1: 15 s), so that calls answer for themselves.
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
  // How long no call must have been open before a stopping server stops listening.
  private static final Duration QUIET = Duration.ofMillis(1);
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);

  private final Server server;
  private final Draining draining;

  private ApiServer(Server server, Draining draining) {
    this.server = server;
    this.draining = draining;
  }

  /**
   * What a server is made of.
   *
   * @param bind address and port to listen on; port 0: a free one
   * @param names by which an API that is open to this machine may be called, besides localhost
   * @param services the gRPC services
   * @param keys pages for those who verify tokens
   * @param maxRequestBytes largest request
   * @param ready whether calls can be answered
   * @param access who may call
   * @param metrics where metrics are registered, and what /metrics shows
   */
  public record Parts(
      InetSocketAddress bind,
      List<String> names,
      List<BindableService> services,
      KeyPages keys,
      int maxRequestBytes,
      BooleanSupplier ready,
      Access access,
      PrometheusMeterRegistry metrics) {

    /** Copies the lists. */
    public Parts {
      names = List.copyOf(names);
      services = List.copyOf(services);
    }
  }

  /**
   * Starts a server; it listens when this returns.
   *
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static ApiServer start(Parts parts) {
    parts.metrics.config().meterFilter(new FewerMeters(METERS));
    ServerBuilder builder = listening(parts);
    parts.keys.addTo(builder);
    Draining draining = new Draining();
    Server server =
        builder
            .service(
                grpc(parts),
                MetricCollectingService.newDecorator(GrpcMeterIdPrefixFunction.of(METERS)),
                service -> service.decorate(new BufferRequests()),
                DecodingService.newDecorator(),
                service -> service.decorate(new RestRequests()))
            .service("prefix:/v2beta2", Unoffered::answer)
            .service("prefix:/google.cloud.tasks.v2beta2.CloudTasks", Unoffered::answer)
            .route()
            .get("/healthz/live")
            .build((context, request) -> live())
            .route()
            .path("/healthz")
            .methods(HttpMethod.GET, HttpMethod.HEAD)
            .build(
                HealthCheckService.builder()
                    .checkers(parts.ready::getAsBoolean)
                    .longPolling(Duration.ZERO)
                    .build())
            .route()
            .get("/metrics")
            .build(PrometheusExpositionService.of(parts.metrics.getPrometheusRegistry()))
            .decorator(
                new Authentication(
                    parts.access,
                    OwnNames.of(parts.bind, parts.names, parts.access.authenticates())))
            .decorator(draining)
            .errorHandler(new HttpErrors())
            // What a client got wrong is answered to the client, and is no stack trace in the log.
            .unloggedExceptionsReportInterval(Duration.ZERO)
            .maxRequestLength(4L * parts.maxRequestBytes)
            .requestTimeout(REQUEST_TIMEOUT)
            .meterRegistry(parts.metrics)
            .gracefulShutdownTimeout(QUIET, LONGEST_DRAIN)
            .build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw new UncheckedIOException(
          "bind: " + parts.bind + " (expected: a free port of this machine)", cause(e));
    }
    return new ApiServer(server, draining);
  }

  private static ServerBuilder listening(Parts parts) {
    ServerBuilder server = Server.builder();
    if (parts.access.tls().isEmpty()) {
      return server.http(parts.bind);
    }
    ServerTls tls = parts.access.tls().get();
    return server.https(parts.bind).tlsProvider(tls, tls.config());
  }

  /** The port that is listened on. */
  public int port() {
    return server.activeLocalPort();
  }

  /**
   * Begins to stop, if that has not begun: connections end with their next answers. Whoever comes
   * is answered until there is a moment without a call; then nothing listens any more.
   *
   * @return whether that was so within the time
   */
  public boolean stop(Duration patience) {
    draining.begin();
    try {
      server.stop().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      // The caller may try again.
      return false;
    } catch (ExecutionException e) {
      log.warn("event=api_stop_failed cause=\"{}\"", String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Override
  public void close() {
    boolean _ = stop(Duration.ofSeconds(10));
  }

  private static GrpcService grpc(Parts parts) {
    return GrpcService.builder()
        .addServices(parts.services)
        .enableHealthCheckService(true)
        .enableHttpJsonTranscoding(transcoding())
        .jsonMarshallerFactory(service -> new JsonMarshaller())
        .exceptionHandler(GrpcErrors::status)
        .intercept(
            parts.access.interceptors(
                parts.services.stream().map(BindableService::bindService).toList()))
        .maxRequestMessageLength(parts.maxRequestBytes)
        .build();
  }

  private static HttpJsonTranscodingOptions transcoding() {
    return HttpJsonTranscodingOptions.builder()
        .queryParamMatchRules(
            HttpJsonTranscodingQueryParamMatchRule.ORIGINAL_FIELD,
            HttpJsonTranscodingQueryParamMatchRule.LOWER_CAMEL_CASE)
        // The rules below repeat those in Google's annotations, and add to them.
        .conflictStrategy(HttpJsonTranscodingConflictStrategy.lastWins())
        .additionalHttpRules(
            get(LOCATIONS + "ListLocations", "{name=projects/*}/locations"),
            get(LOCATIONS + "GetLocation", "{name=projects/*/locations/*}"),
            get(GET_OPERATION, "{name=projects/*/locations/*/operations/*}"))
        .errorHandler(GrpcErrors::rest)
        .build();
  }

  /** The mixins' annotations bind them to /v1 only. */
  private static HttpRule get(String selector, String path) {
    return HttpRule.newBuilder()
        .setSelector(selector)
        .setGet("/v1/" + path)
        .addAdditionalBindings(HttpRule.newBuilder().setGet("/v2/" + path))
        .addAdditionalBindings(HttpRule.newBuilder().setGet("/v2beta3/" + path))
        .build();
  }

  private static HttpResponse live() {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, "{\"live\":true}");
  }

  private static IOException cause(CompletionException e) {
    return e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
  }
}
