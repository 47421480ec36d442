package dev.sluice.standalone.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.client.CallFailedException;
import dev.sluice.standalone.client.Rest;
import dev.sluice.standalone.up.EmbeddedSluice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A whole Sluice in the test's process, on free ports and a folder of its own: the real scheduler,
 * worker, API and Kafka. Starting one takes seconds, so tests share it and {@link #purge} between
 * them.
 */
public final class SluiceServer implements AutoCloseable {

  /** Beyond it, tasks that are created would have lived too long at once. */
  private static final Duration FARTHEST = Duration.ofDays(30);

  private static final Duration READ_PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int ALL = Integer.MAX_VALUE;
  private static final int NOT_FOUND = 404;

  private static final Map<String, String> FOR_TESTS =
      Map.of(
          "sluice.api.port", "0",
          "sluice.partitions", "1",
          "sluice.budget.min-free-bytes", "0",
          "sluice.budget.min-free-percent", "0");

  private final Path folder;
  private final EmbeddedSluice sluice;
  private final Rest rest;

  private SluiceServer(Path folder, EmbeddedSluice sluice) {
    this.folder = folder;
    this.sluice = sluice;
    this.rest = sluice.rest();
  }

  /** Starts a server, and waits until it can serve. */
  public static SluiceServer start() {
    return start(Map.of());
  }

  /**
   * Starts a server with settings of its own.
   *
   * @param settings by name, as {@code sluice.scheduler.commit-interval}; see {@code sluice config}
   */
  public static SluiceServer start(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(FOR_TESTS);
    all.putAll(settings);
    try {
      Path folder = Files.createTempDirectory("sluice-test");
      return new SluiceServer(folder, EmbeddedSluice.start(folder.resolve("data"), all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Sluice was starting", e);
    }
  }

  /** Where clients connect to, for gRPC without TLS: host:port. */
  public String endpoint() {
    return "127.0.0.1:" + sluice.port();
  }

  /** Where REST clients connect to, as {@code http://127.0.0.1:12345}. */
  public String url() {
    return "http://" + endpoint();
  }

  /** The address of its Kafka, for apps that write to {@code sluice.tasks} themselves. */
  public String bootstrapServers() {
    return sluice.bootstrapServers();
  }

  /**
   * Advances the clock that tasks are due by: schedule times, backoffs, rates, tombstones,
   * lifetimes. What is due then is sent within about two seconds, once the worker has reported
   * again. How long a request may take, and the times that Kafka gives to records, go by the
   * machine's clock.
   *
   * @param time at least zero; 30 days in all
   * @throws IllegalArgumentException if that is exceeded: tasks live for 31 days
   */
  public void advance(Duration time) {
    if (time.isNegative() || sluice.ahead().plus(time).compareTo(FARTHEST) > 0) {
      throw new IllegalArgumentException(
          "advance: "
              + time
              + " after "
              + sluice.ahead()
              + " (expected: not negative, and 30 days in all; start another server for more)");
    }
    sluice.advance(time);
  }

  /**
   * Deletes all queues, with their tasks and dead letters. Queues may be created under the same
   * names at once. The clock stays as it is.
   */
  public void purge() {
    for (String queue : queues()) {
      for (JsonNode letter : rest.list(queue + "/deadLetters", "deadLetters", ALL)) {
        delete(letter.path("name").asText());
      }
      delete(queue);
    }
  }

  private void delete(String name) {
    try {
      rest.delete(name);
    } catch (CallFailedException e) {
      if (e.httpStatus() != NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Every queue there is, whatever its project: as they stand on Kafka. */
  private Set<String> queues() {
    Set<String> names = new TreeSet<>();
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrapServers(), "isolation.level", "read_committed");
    try (Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor("sluice.queues").stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long endNanos = System.nanoTime() + READ_PATIENCE.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (System.nanoTime() - endNanos > 0) {
          throw new IllegalStateException(
              "sluice.queues: not read within " + READ_PATIENCE.toSeconds() + " s");
        }
        consumer.poll(POLL).forEach(entry -> note(names, entry));
      }
    }
    return names;
  }

  private static void note(Set<String> names, ConsumerRecord<String, byte[]> entry) {
    if (entry.value() == null) {
      names.remove(entry.key());
    } else {
      names.add(entry.key());
    }
  }

  /** Stops the server and deletes its folder. */
  @Override
  public void close() {
    sluice.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
