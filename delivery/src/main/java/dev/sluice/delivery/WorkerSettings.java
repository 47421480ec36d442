package dev.sluice.delivery;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.delivery.core.AppEngineUrl;
import dev.sluice.delivery.token.Tokens;
import dev.sluice.schemas.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a worker needs to know.
 *
 * @param cluster where Kafka is
 * @param identity who the worker is
 * @param capacity how much it takes
 * @param addresses which addresses requests may go to
 * @param requests what goes into requests beside what their tasks say
 * @param outbound how requests reach their targets
 * @param grace how long a closing worker waits for the responses of requests that it has sent
 * @param surroundings clocks and metrics
 */
public record WorkerSettings(
    Cluster cluster,
    Identity identity,
    Capacity capacity,
    AddressRules addresses,
    Requests requests,
    OutboundSettings outbound,
    Duration grace,
    Surroundings surroundings) {

  /** Grace period of a worker that a person started: design section 5.6. */
  public static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

  /**
   * Kafka as the worker sees it.
   *
   * @param bootstrapServers {@code host:port}, comma separated
   * @param topics names of the installation's topics
   * @param partitions scheduler partitions, N of design section 3, at least 1
   * @param consumerProperties further settings of the consumer; they win over the worker's own
   * @param producerProperties further settings of the producer; they win over the worker's own
   */
  public record Cluster(
      String bootstrapServers,
      TopicNames topics,
      int partitions,
      Map<String, String> consumerProperties,
      Map<String, String> producerProperties) {

    /**
     * Copies the maps.
     *
     * @throws IllegalArgumentException if there is not at least one partition
     */
    public Cluster {
      consumerProperties = Map.copyOf(consumerProperties);
      producerProperties = Map.copyOf(producerProperties);
      if (partitions < 1) {
        throw new IllegalArgumentException("partitions: " + partitions + " (expected: >= 1)");
      }
    }
  }

  /**
   * Who the worker is.
   *
   * @param workerId unique among living workers
   * @param incarnation differs at every start of the worker
   * @param groupInstanceId makes the worker a static member of its group: a restart under the same
   *     id gets its lanes back at once. Unique among living workers. Null: a dynamic member
   */
  public record Identity(String workerId, String incarnation, @Nullable String groupInstanceId) {

    /** A dynamic member with a random incarnation. */
    public static Identity of(String workerId) {
      return new Identity(workerId, UUID.randomUUID().toString(), null);
    }

    /** A static member with a random incarnation. */
    public static Identity fixed(String workerId, String groupInstanceId) {
      return new Identity(workerId, UUID.randomUUID().toString(), groupInstanceId);
    }
  }

  /**
   * How much the worker takes at once, split evenly over its lanes.
   *
   * @param maxInFlight attempts, at least 1
   * @param maxBytes bytes of tasks, at least 1
   */
  public record Capacity(int maxInFlight, long maxBytes) {

    /** 4096 attempts, 128 MiB. */
    public static final Capacity DEFAULT = new Capacity(4096, 128L << 20);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is less than 1
     */
    public Capacity {
      if (maxInFlight < 1) {
        throw new IllegalArgumentException("maxInFlight: " + maxInFlight + " (expected: >= 1)");
      }
      if (maxBytes < 1) {
        throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: >= 1)");
      }
    }
  }

  /**
   * What goes into requests beside what their tasks say.
   *
   * @param tokens how tokens are made and got
   * @param appEngine where App Engine tasks go; empty: they cannot be sent
   */
  public record Requests(Tokens.Settings tokens, Optional<AppEngineUrl> appEngine) {

    /** Tokens of the API server at its usual address, and no App Engine app. */
    public static final Requests DEFAULT =
        new Requests(Tokens.Settings.of("http://127.0.0.1:8123"), Optional.empty());
  }

  /**
   * What the worker has from outside.
   *
   * @param meters where its metrics go
   * @param wall time for outcomes
   * @param due time by which attempts start that were dispatched before their time: the scheduler's
   *     own where it runs in the same process
   * @param nanoTime monotonic time for the protocol and for deadlines, in nanoseconds
   */
  public record Surroundings(
      MeterRegistry meters, InstantSource wall, InstantSource due, LongSupplier nanoTime) {

    /** The machine's own clocks. */
    public static Surroundings real(MeterRegistry meters) {
      return new Surroundings(
          meters, InstantSource.system(), InstantSource.system(), System::nanoTime);
    }
  }

  /** Settings with the defaults everywhere else: one partition, a dynamic member. */
  public static WorkerSettings of(String bootstrapServers, String workerId, MeterRegistry meters) {
    return new WorkerSettings(
        new Cluster(bootstrapServers, TopicNames.DEFAULT, 1, Map.of(), Map.of()),
        Identity.of(workerId),
        Capacity.DEFAULT,
        AddressRules.DEFAULT,
        Requests.DEFAULT,
        OutboundSettings.DEFAULT,
        DEFAULT_GRACE,
        Surroundings.real(meters));
  }
}
