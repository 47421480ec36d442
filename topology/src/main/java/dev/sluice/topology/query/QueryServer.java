package dev.sluice.topology.query;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.sluice.topology.SchedulerSettings.Query;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Serves the query service on a port of its own. */
public final class QueryServer implements AutoCloseable {

  private final Server server;
  private final String host;

  private QueryServer(Server server, String host) {
    this.server = server;
    this.host = host;
  }

  /**
   * Starts to serve.
   *
   * @throws IllegalStateException if the address cannot be bound; the message says which
   */
  public static QueryServer start(Query settings, QueryService service, MeterRegistry meters) {
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(settings.host(), settings.port()))
            .meterRegistry(meters)
            // Verdict streams have no end; unary calls carry their callers' deadlines.
            .requestTimeout(Duration.ZERO)
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ofSeconds(1))
            .service(
                GrpcService.builder().addService(service).useBlockingTaskExecutor(true).build());
    settings.secret().map(SharedSecret::new).ifPresent(builder::decorator);
    Server server = builder.build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "query service: cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + ": "
              + (e.getCause() == null ? e : e.getCause()).getMessage(),
          e);
    }
    return new QueryServer(server, settings.advertised());
  }

  /** Returns host:port, with the port that was bound. */
  public String address() {
    return host + ":" + server.activeLocalPort();
  }

  /** Stops to serve; threads end a little later, and nothing depends on when. */
  @Override
  public void close() {
    var _ = server.closeAsync();
  }
}
