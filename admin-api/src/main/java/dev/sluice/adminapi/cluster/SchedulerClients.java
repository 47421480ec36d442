package dev.sluice.adminapi.cluster;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.CommonPools;
import com.linecorp.armeria.common.HttpHeaderNames;
import dev.sluice.v1.query.SchedulerQueriesGrpc.SchedulerQueriesBlockingStub;
import dev.sluice.v1.query.SchedulerQueriesGrpc.SchedulerQueriesStub;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Connections to the schedulers' query services, one per address. */
final class SchedulerClients implements AutoCloseable {

  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  // Pings find out that the other side is gone when nobody closed the connection.
  private final ClientFactory factory =
      ClientFactory.builder()
          .workerGroup(CommonPools.workerGroup(), false)
          .connectTimeout(Duration.ofSeconds(2))
          .idleTimeout(Duration.ofMinutes(1))
          .pingInterval(Duration.ofSeconds(3))
          .build();
  private final Optional<String> secret;
  private final ConcurrentMap<String, SchedulerQueriesBlockingStub> blocking =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<String, SchedulerQueriesStub> streaming = new ConcurrentHashMap<>();

  /**
   * Connects at the first call.
   *
   * @param secret shown as a bearer token; empty: none
   */
  SchedulerClients(Optional<String> secret) {
    this.secret = secret;
  }

  /** For calls with an answer; the caller sets a deadline. */
  SchedulerQueriesBlockingStub blocking(String address) {
    return blocking.computeIfAbsent(
        address, each -> client(each, SchedulerQueriesBlockingStub.class));
  }

  /** For streams. */
  SchedulerQueriesStub streaming(String address) {
    return streaming.computeIfAbsent(address, each -> client(each, SchedulerQueriesStub.class));
  }

  private <T> T client(String address, Class<T> type) {
    GrpcClientBuilder client =
        GrpcClients.builder("gproto+h2c://" + address)
            .factory(factory)
            .responseTimeoutMillis(0)
            .maxResponseLength(0)
            .maxResponseMessageLength(MAX_MESSAGE_BYTES);
    secret.ifPresent(value -> client.addHeader(HttpHeaderNames.AUTHORIZATION, "Bearer " + value));
    return client.build(type);
  }

  @Override
  public void close() {
    factory.close();
  }
}
