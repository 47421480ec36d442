package dev.sluice.schemas.producer;

import dev.sluice.schemas.Limits;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskIds;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.TaskRules;
import dev.sluice.schemas.TopicNames;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Creates tasks by writing them to Kafka, each on the partition of its queue, idempotently. A
 * future completes when its record is durable; what its scheduler makes of it is asked for with
 * {@link #verdict}. Safe for use by several threads.
 *
 * <p>Futures complete on Kafka's thread: what depends on them must be quick or go elsewhere. As any
 * Kafka producer, {@link #send} waits for metadata and for buffer space, at most {@code
 * max.block.ms}.
 */
public final class TaskProducer implements AutoCloseable {

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Limits limits;
  private final TaskFormat format;
  private final InstantSource clock;
  private final Optional<VerdictClient> verdicts;
  private volatile int partitions;

  TaskProducer(
      Producer<byte[], byte[]> producer,
      TopicNames topics,
      Limits limits,
      TaskFormat format,
      InstantSource clock,
      Optional<VerdictClient> verdicts) {
    this.producer = producer;
    this.topic = topics.tasks();
    this.limits = limits;
    this.format = format;
    this.clock = clock;
    this.verdicts = verdicts;
  }

  /** Begins to set a producer up. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Writes a task.
   *
   * @return when it is durable: where; or a {@link TaskNotWrittenException}
   * @throws InvalidTaskException if it breaks a rule; nothing is sent
   */
  public CompletableFuture<Receipt> send(NewTask task) {
    check(task, "");
    return write(task);
  }

  /**
   * Writes several tasks, after all of them were checked.
   *
   * @return for each task in order what {@link #send} returns
   * @throws InvalidTaskException if any breaks a rule, with its place; nothing is sent
   */
  public List<CompletableFuture<Receipt>> sendAll(List<NewTask> tasks) {
    for (int i = 0; i < tasks.size(); i++) {
      check(tasks.get(i), "tasks[" + i + "]: ");
    }
    List<CompletableFuture<Receipt>> futures = new ArrayList<>(tasks.size());
    tasks.forEach(task -> futures.add(write(task)));
    return futures;
  }

  /** Deletes a task; if there is none, nothing happens. */
  public CompletableFuture<Receipt> delete(TaskName task) {
    return write(task.queue(), Optional.of(task), task.toString(), null);
  }

  /**
   * Asks the API what became of a record, waiting up to 10 s for the decision. To be asked within a
   * minute of the write; later only what is still known of the name counts, and a record that was
   * refused may look accepted. The future fails with a {@link VerdictUnknownException} if the API
   * answers something else, with an {@link IllegalArgumentException} that does not show it if the
   * token is none, and with what was thrown if the API cannot be reached or does not answer within
   * 25 s.
   *
   * @throws IllegalStateException if the producer was not told where the API is
   */
  public CompletableFuture<Verdict> verdict(Receipt receipt) {
    return verdicts
        .orElseThrow(() ->
            new IllegalStateException("api: not set (expected: TaskProducer.builder().api(URL))"))
        .ask(receipt);
  }

  /** Waits until everything that was sent is acknowledged or has failed. */
  public void flush() {
    producer.flush();
  }

  /** Waits for what was sent, then lets go of Kafka. */
  @Override
  public void close() {
    producer.close();
  }

  private void check(NewTask task, String place) {
    TaskRules.violation(task.record(), limits, clock.instant())
        .ifPresent(violation -> {
          throw new InvalidTaskException(place + violation);
        });
  }

  private CompletableFuture<Receipt> write(NewTask task) {
    byte[] value;
    try {
      value = format.encode(topic, task.record());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(new TaskNotWrittenException(task.key(), topic, e));
    }
    return write(task.queue(), task.name(), task.key(), value);
  }

  private CompletableFuture<Receipt> write(
      QueueName queue, Optional<TaskName> name, String key, byte @Nullable [] value) {
    CompletableFuture<Receipt> written = new CompletableFuture<>();
    try {
      int partition = Partitions.of(queue.toString(), partitions());
      // What the callback says is all there is to know.
      var unused =
          producer.send(
              new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value),
              (metadata, failure) -> {
                if (failure == null) {
                  written.complete(receipt(queue, name, metadata));
                } else {
                  written.completeExceptionally(new TaskNotWrittenException(key, topic, failure));
                }
              });
    } catch (KafkaException e) {
      written.completeExceptionally(new TaskNotWrittenException(key, topic, e));
    }
    return written;
  }

  /** It never changes while an installation lives. */
  private int partitions() {
    int known = partitions;
    if (known == 0) {
      known = producer.partitionsFor(topic).size();
      partitions = known;
    }
    return known;
  }

  private static Receipt receipt(
      QueueName queue, Optional<TaskName> name, RecordMetadata metadata) {
    TaskName task =
        name.orElseGet(() ->
            new TaskName(
                queue, TaskIds.of(metadata.topic(), metadata.partition(), metadata.offset())));
    return new Receipt(task, metadata.topic(), metadata.partition(), metadata.offset());
  }

  /** Sets a producer up. */
  public static final class Builder {

    private final Map<String, Object> properties = new HashMap<>();
    private TopicNames topics = TopicNames.DEFAULT;
    private Limits limits = Limits.WIDE;
    private TaskFormat format = TaskFormat.AVRO;
    private Optional<URI> api = Optional.empty();
    private Optional<SSLContext> tls = Optional.empty();
    private Supplier<Optional<String>> token = Optional::empty;

    private Builder() {}

    /** Sets where Kafka is, {@code HOST:PORT,...}. */
    public Builder bootstrapServers(String servers) {
      return property(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    }

    /** Sets a property of the Kafka producer inside, such as one of its security. */
    public Builder property(String name, Object value) {
      properties.put(name, value);
      return this;
    }

    /** Sets what the installation's topics start with; {@code sluice.} unless it is set. */
    public Builder topicPrefix(String prefix) {
      topics = new TopicNames(prefix);
      return this;
    }

    /** Sets the installation's limits; those it has unless they are set there. */
    public Builder limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /** Sets how tasks are written; {@link TaskFormat#AVRO} unless it is set. */
    public Builder format(TaskFormat format) {
      this.format = format;
      return this;
    }

    /**
     * Says where the API is, for {@link TaskProducer#verdict}.
     *
     * @param url such as {@code http://127.0.0.1:8123}
     * @throws IllegalArgumentException if it is no http or https URL
     */
    public Builder api(String url) {
      api = Optional.of(VerdictClient.base(url));
      return this;
    }

    /** Sets who gives the bearer token for each call of the API. */
    public Builder apiToken(Supplier<String> token) {
      this.token = () -> Optional.of(token.get());
      return this;
    }

    /** Sets how the API's certificate is judged, and who calls; as the JDK does unless set. */
    public Builder apiTls(SSLContext tls) {
      this.tls = Optional.of(tls);
      return this;
    }

    /**
     * Makes the producer. Does not wait for Kafka.
     *
     * @throws IllegalArgumentException if a property is missing, or set that must not be
     */
    public TaskProducer build() {
      Map<String, Object> checked = ProducerProperties.of(properties, limits);
      return new TaskProducer(
          new KafkaProducer<>(checked, new ByteArraySerializer(), new ByteArraySerializer()),
          topics,
          limits,
          format,
          InstantSource.system(),
          api.map(url -> new VerdictClient(url, token, tls)));
    }
  }
}
