package dev.sluice.topology.stream;

import dev.sluice.topology.SchedulerSettings;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.topics.LogEnds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running topology. */
public final class SchedulerStreams {

  private static final Logger log = LoggerFactory.getLogger(SchedulerStreams.class);

  static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(6);

  private static final Duration DAMAGED_CLOSE = Duration.ofSeconds(10);

  private final RocksMemory memory;
  private final KafkaStreams streams;
  private final String tasksTopic;
  private final Replacements replacements = new Replacements();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicReference<Optional<String>> failure = new AtomicReference<>(Optional.empty());

  private SchedulerStreams(RocksMemory memory, KafkaStreams streams, String tasksTopic) {
    this.memory = memory;
    this.streams = streams;
    this.tasksTopic = tasksTopic;
  }

  /**
   * Starts the topology; returns before it has its partitions.
   *
   * @param applicationServer host:port of this instance's query service
   * @param logEnds where inputs end
   * @param shortage whether disks lack space now
   * @param onMove told when partitions come or go
   */
  public static SchedulerStreams start(
      SchedulerSettings settings,
      String applicationServer,
      CommitListener listener,
      LogEnds logEnds,
      Supplier<Optional<Budget.Shortage>> shortage,
      Runnable onMove) {
    RocksMemory memory = new RocksMemory(settings.tuning().rocksDbBytes());
    SchedulerTopology.Outside outside =
        new SchedulerTopology.Outside(shortage, () -> new KafkaRereader(settings), logEnds::of);
    Supplier<SchedulerStreams> fresh =
        () -> prepare(settings, applicationServer, memory, listener, outside, onMove);
    SchedulerStreams started = fresh.get();
    try {
      started.streams.start();
      return started;
    } catch (ProcessorStateException e) {
      // It opens what is on the disk; all of that is in Kafka, too.
      boolean _ = started.streams.close(DAMAGED_CLOSE);
      removeState(settings, e);
    }
    SchedulerStreams again = fresh.get();
    again.streams.start();
    return again;
  }

  private static void removeState(SchedulerSettings settings, ProcessorStateException why) {
    Path folder = settings.member().stateDir().resolve(settings.member().applicationId());
    log.warn(
        "event=damaged_state_removed folder={} restored_from=kafka cause=\"{}\"",
        folder,
        why.getMessage());
    try {
      Utils.delete(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SchedulerStreams prepare(
      SchedulerSettings settings,
      String applicationServer,
      RocksMemory memory,
      CommitListener listener,
      SchedulerTopology.Outside outside,
      Runnable onMove) {
    PendingCommits pending = new PendingCommits(listener);
    Pacing pacing = new Pacing(settings.tuning().commitInterval());
    KafkaStreams streams =
        new KafkaStreams(
            SchedulerTopology.build(settings, pending, listener, pacing, outside),
            StreamsProperties.of(settings, applicationServer, memory),
            new Clients(pending, () -> pacing.rest().now(settings.clock().elapsedMicros())),
            new SteadyTime());
    SchedulerStreams started =
        new SchedulerStreams(memory, streams, settings.cluster().topics().tasks());
    streams.setUncaughtExceptionHandler(started::onFailure);
    streams.setStateListener((now, before) -> {
      if (now == KafkaStreams.State.REBALANCING) {
        onMove.run();
      }
    });
    return started;
  }

  private StreamThreadExceptionResponse onFailure(Throwable e) {
    Optional<String> hopeless = Hopeless.why(e);
    Optional<Duration> pause =
        hopeless.isPresent() ? Optional.empty() : replacements.next(System.nanoTime());
    log.error(
        "event=stream_thread_failed replaced_after_ms={}",
        pause.map(Duration::toMillis).map(String::valueOf).orElse("never"),
        e);
    if (pause.isPresent()) {
      await(pause.get());
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    failure.set(
        hopeless.or(() ->
            Optional.of(
                "scheduler: gave up after more than " + Replacements.RULE + ", the last: " + e)));
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** Holds the failed thread, but not longer than until all is closed. */
  private void await(Duration pause) {
    try {
      boolean _ = closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Returns how long a killed instance's open transaction may hide what is behind it.
   *
   * @throws ConfigException if it was set to what is no number
   */
  public static Duration transactionTimeout(SchedulerSettings settings) {
    String key = StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    String set = settings.extraProperties().streams().get(key);
    return set == null
        ? TRANSACTION_TIMEOUT
        : Duration.ofMillis((Integer) ConfigDef.parseType(key, set, ConfigDef.Type.INT));
  }

  /** Returns whether all partitions of this instance are being processed. */
  public boolean isRunning() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Returns why the topology has stopped for good, if it has. */
  public Optional<String> failure() {
    return failure.get();
  }

  /**
   * Returns a store of a partition, for reading.
   *
   * @throws InvalidStateStoreException if this instance does not own the partition now
   */
  public ReadStoreTable table(String store, int partition) {
    StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> wanted =
        StoreQueryParameters.fromNameAndType(
                store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
            .withPartition(partition);
    return new ReadStoreTable(whileRunning(() -> streams.store(wanted)));
  }

  /**
   * Asks the client something. That it is starting or stopping it says with an exception of no type
   * of its own.
   */
  private static <T> T whileRunning(Supplier<T> question) {
    try {
      return question.get();
    } catch (IllegalStateException e) {
      throw new InvalidStateStoreException("scheduler: starting or stopping", e);
    }
  }

  /**
   * Returns host:port of each partition's owner, as far as this instance knows.
   *
   * @throws InvalidStateStoreException if this instance is starting or stopping
   */
  public Map<Integer, String> owners() {
    Map<Integer, String> owners = new HashMap<>();
    for (StreamsMetadata member : whileRunning(streams::metadataForAllStreamsClients)) {
      for (TopicPartition input : member.topicPartitions()) {
        if (input.topic().equals(tasksTopic)) {
          owners.put(input.partition(), member.hostInfo().host() + ":" + member.hostInfo().port());
        }
      }
    }
    return owners;
  }

  /**
   * Finishes the open transactions and leaves the group at once, so that others take over without
   * waiting for a timeout.
   *
   * @return whether everything ended within the time
   */
  public boolean close(Duration timeout) {
    closing.countDown();
    boolean closed =
        streams.close(
            CloseOptions.timeout(timeout)
                .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    if (closed) {
      // Stores that are still open must not lose their memory.
      memory.close();
    }
    return closed;
  }
}
