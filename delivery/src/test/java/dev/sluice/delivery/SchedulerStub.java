package dev.sluice.delivery;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.TopicNames;
import dev.sluice.v1.Coordinates;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.Holdings;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.OwnedLane;
import dev.sluice.v1.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The other side of the topics: writes dispatches as a scheduler would, reads what comes back. */
final class SchedulerStub implements AutoCloseable {

  static final int PARTITIONS = 2;
  static final int LANES_PER_PARTITION = 2;

  private final TopicNames topics;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<Integer, Long> nextSequence = new HashMap<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Integer> outcomePartitions = new ArrayList<>();
  private final List<Holdings> holdings = new ArrayList<>();

  SchedulerStub(String bootstrapServers, TopicNames topics) throws Exception {
    this.topics = topics;
    Map<String, Object> common = Map.of("bootstrap.servers", bootstrapServers);
    admin = Admin.create(common);
    admin
        .createTopics(
            List.of(
                new NewTopic(topics.dispatches(), PARTITIONS * LANES_PER_PARTITION, (short) 1),
                new NewTopic(topics.outcomes(), PARTITIONS, (short) 1)))
        .all()
        .get();
    Map<String, Object> transactional = new HashMap<>(common);
    transactional.put("transactional.id", topics.prefix() + "stub");
    producer =
        new KafkaProducer<>(transactional, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    consumer =
        new KafkaConsumer<>(common, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(topics.outcomes(), partition))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  /** Writes an attempt to a lane and commits. Returns its sequence. */
  long dispatch(int lane, String taskId, String url, Duration deadline) {
    long sequence = nextSequence.merge(lane, 1L, Long::sum);
    write(lane, record(lane, sequence, taskId, url, deadline));
    return sequence;
  }

  /** Writes an attempt to a lane and aborts; its sequence is used again. */
  void dispatchAndAbort(int lane, String taskId, String url) throws Exception {
    long sequence = nextSequence.getOrDefault(lane, 0L) + 1;
    producer.beginTransaction();
    producer
        .send(
            new ProducerRecord<>(
                topics.dispatches(),
                lane,
                null,
                AvroCodec.encode(record(lane, sequence, taskId, url, Duration.ofSeconds(15)))))
        .get();
    producer.abortTransaction();
  }

  void write(int lane, SpecificRecordBase value) {
    write(lane, AvroCodec.encode(value));
  }

  void write(int lane, byte[] value) {
    producer.beginTransaction();
    var _ = producer.send(new ProducerRecord<>(topics.dispatches(), lane, null, value));
    producer.commitTransaction();
  }

  /** Leaves sequences out, as retention would. */
  long skipSequences(int lane, long howMany) {
    return nextSequence.merge(lane, howMany, Long::sum);
  }

  /** Reads what came meanwhile. */
  List<Outcome> outcomes() {
    read();
    return outcomes;
  }

  List<Holdings> holdings() {
    read();
    return holdings;
  }

  /** Returns what was last said about a lane by its owner. */
  OwnedLane lastOf(int lane) {
    return holdings().reversed().stream()
        .flatMap(one -> one.getOwned().stream())
        .filter(owned -> owned.getLane() == lane)
        .findFirst()
        .orElseThrow();
  }

  List<Integer> outcomePartitions() {
    return outcomePartitions;
  }

  OffsetAndMetadata committed(int lane) throws Exception {
    OffsetAndMetadata committed =
        admin
            .listConsumerGroupOffsets(topics.prefix() + "workers")
            .partitionsToOffsetAndMetadata()
            .get()
            .get(new TopicPartition(topics.dispatches(), lane));
    if (committed == null) {
      throw new IllegalStateException("lane: " + lane + " (expected: one with a commit)");
    }
    return committed;
  }

  private void read() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
      switch (AvroCodec.decode(record.value())) {
        case Outcome outcome -> {
          outcomes.add(outcome);
          outcomePartitions.add(record.partition());
        }
        case Holdings said -> holdings.add(said);
        default -> throw new IllegalStateException("outcomes: something else at " + record);
      }
    }
  }

  private Dispatch record(int lane, long sequence, String taskId, String url, Duration deadline) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    String name = "projects/p/locations/l/queues/q/tasks/" + taskId;
    return Dispatch.newBuilder()
        .setLane(lane)
        .setSequence(sequence)
        .setTaskName(name)
        .setIncarnation(
            Coordinates.newBuilder()
                .setTopic(topics.tasks())
                .setPartition(0)
                .setOffset(sequence)
                .build())
        .setDispatchCount(1)
        .setExecutionCount(0)
        .setScheduleTime(now)
        .setDispatchTime(now)
        .setTask(
            Task.newBuilder()
                .setName(name)
                .setHttpRequest(HttpRequest.newBuilder().setUrl(url).build())
                .setDispatchDeadlineMillis(deadline.toMillis())
                .build())
        .build();
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
    admin.close();
  }
}
