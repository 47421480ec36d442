package dev.sluice.topology.stream;

import dev.sluice.topology.SchedulerSettings;
import dev.sluice.topology.codec.DecisionEncoder;
import dev.sluice.topology.codec.InputDecoder;
import dev.sluice.topology.codec.InputTopics;
import dev.sluice.topology.codec.Outgoing;
import dev.sluice.topology.codec.Outgoing.Sink;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.LaneNumbers;
import dev.sluice.topology.core.Scheduler;
import dev.sluice.topology.topics.TopicSpecs;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** All inputs, one processor with two stores, all outputs. */
public final class SchedulerTopology {

  /** Store of the tasks' definitions. */
  public static final String DEFINITIONS = "definitions";

  /** Store of everything small. */
  public static final String INDEX = "index";

  private static final String SOURCE = "inputs";
  private static final String PROCESSOR = "scheduler";

  /** What one thread's partitions may spend per turn on what time brings. */
  private static final Duration TURN = Duration.ofMillis(10);

  /** So many queues are kept in memory of an installation of few partitions, at some 2 KB each. */
  private static final int QUEUES_KEPT = 100_000;

  /** And of each partition in any case. */
  private static final int LEAST_QUEUES_KEPT = 10_000;

  private SchedulerTopology() {}

  /**
   * What is asked besides Streams.
   *
   * @param shortage whether disks lack space now
   * @param rereaders what reads records again that waited for room; one for each partition
   * @param logEnds where inputs end, as far as it is known
   */
  record Outside(
      Supplier<Optional<Budget.Shortage>> shortage,
      Supplier<? extends Rereader> rereaders,
      Function<Collection<TopicPartition>, Map<TopicPartition, Long>> logEnds) {}

  /** Builds the topology. */
  static Topology build(
      SchedulerSettings settings,
      PendingCommits pending,
      CommitListener listener,
      Pacing pacing,
      Outside outside) {
    InputTopics topics = new InputTopics(settings.cluster().topics());
    SchedulerProcessor.Parts parts = parts(settings, topics, pending, listener, pacing, outside);
    Map<String, String> changelog = TopicSpecs.changelog(settings.cluster());
    Topology topology = new Topology();
    topology.addSource(
        AutoOffsetReset.earliest(),
        SOURCE,
        new InputOrder(topics),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topics.all().toArray(String[]::new));
    topology.addProcessor(PROCESSOR, () -> new SchedulerProcessor(parts), SOURCE);
    topology.addStateStore(store(DEFINITIONS, changelog), PROCESSOR);
    topology.addStateStore(store(INDEX, changelog), PROCESSOR);
    topology.addStateStore(new FlushStore.Builder(), PROCESSOR);
    for (Sink sink : Sink.values()) {
      topology.addSink(
          sink.name(),
          topic(sink, settings),
          new ByteArraySerializer(),
          VALUE,
          PARTITION,
          PROCESSOR);
    }
    return topology;
  }

  static SchedulerProcessor.Parts parts(
      SchedulerSettings settings,
      InputTopics topics,
      PendingCommits pending,
      CommitListener listener,
      Pacing pacing,
      Outside outside) {
    var cluster = settings.cluster();
    int recordLimitBytes = cluster.recordLimitBytes();
    return new SchedulerProcessor.Parts(
        partition -> new LaneNumbers(partition, cluster.partitions(), cluster.lanes()),
        new Scheduler.Rules(
            settings.room().queues(),
            settings.tuning().dispatchAhead(),
            Math.max(LEAST_QUEUES_KEPT, QUEUES_KEPT / cluster.partitions())),
        outside,
        settings.clock(),
        topics,
        new InputDecoder(topics, cluster.partitions(), cluster.limits(), settings.taskSchemas()),
        partition -> new DecisionEncoder(topics, partition, recordLimitBytes),
        pending,
        listener,
        ThreadLocal.withInitial(() -> new TurnBudget(TURN.toNanos(), System::nanoTime)),
        pacing,
        new StreamMeters(settings.meters()));
  }

  private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(
      String name, Map<String, String> changelog) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(changelog);
  }

  private static String topic(Sink sink, SchedulerSettings settings) {
    var topics = settings.cluster().topics();
    return switch (sink) {
      case DISPATCHES -> topics.dispatches();
      case RETRIES -> topics.retries();
      case QUEUES -> topics.queues();
      case DEAD_LETTERS -> topics.deadLetters();
      case REROUTED -> topics.rerouted();
      case EVENTS -> topics.events();
    };
  }

  @SuppressWarnings("NullAway") // A null value removes the key; the interface is not annotated.
  private static final Serializer<Outgoing> VALUE = (topic, outgoing) -> outgoing.value();

  private static final StreamPartitioner<byte[], Outgoing> PARTITION =
      (topic, key, outgoing, partitions) -> Optional.of(Set.of(outgoing.partition()));
}
