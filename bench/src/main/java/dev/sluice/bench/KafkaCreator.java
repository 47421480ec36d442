package dev.sluice.bench;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TopicNames;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Task;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Creates tasks as a Kafka app does: a durable record each on the tasks topic. */
final class KafkaCreator implements Creator {

  private static final int WINDOW = 20_000;

  private final KafkaProducer<String, byte[]> producer;
  private final int partitions;
  private final Window window = new Window(WINDOW);

  KafkaCreator(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                2,
                ProducerConfig.BATCH_SIZE_CONFIG,
                64 << 10,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                4 << 20),
            new StringSerializer(),
            new ByteArraySerializer());
    partitions = producer.partitionsFor(TopicNames.DEFAULT.tasks()).size();
  }

  @Override
  public void create(Wanted task, Runnable acknowledged) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder()
            .setUrl(task.url())
            .setMethod(HttpMethod.POST)
            .setBody(ByteBuffer.wrap(task.body()))
            .build();
    String name = task.id().map(id -> task.queue() + "/tasks/" + id).orElse("");
    Task.Builder record = Task.newBuilder().setName(name).setHttpRequest(request);
    task.due().ifPresent(record::setScheduleTime);
    window.enter();
    var _ =
        producer.send(
            new ProducerRecord<>(
                TopicNames.DEFAULT.tasks(),
                Partitions.of(QueueName.parse(task.queue()).toString(), partitions),
                name.isEmpty() ? task.queue() : name,
                AvroCodec.encode(record.build())),
            (_, failure) -> {
              if (failure == null) {
                acknowledged.run();
                window.leave();
              } else {
                window.leaveFailed(failure);
              }
            });
  }

  @Override
  public void drain() throws InterruptedException {
    window.drain();
  }

  @Override
  public void close() {
    producer.close();
  }
}
