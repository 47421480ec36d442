package dev.sluice.schemas.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskJson;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.TopicNames;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskProducerTest {

  private static final QueueName QUEUE = QueueName.parse("projects/p/locations/l/queues/q");
  private static final int PARTITION = Partitions.of(QUEUE.toString(), KafkaTopics.PARTITIONS);
  private static final String URL = "https://example.com/work";
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final MockProducer<byte[], byte[]> kafka = KafkaTopics.producer("sluice.tasks");
  private final TaskProducer producer = producer(kafka, TaskFormat.AVRO);

  private static TaskProducer producer(MockProducer<byte[], byte[]> kafka, TaskFormat format) {
    return new TaskProducer(
        kafka, TopicNames.DEFAULT, Limits.WIDE, format, InstantSource.fixed(NOW), Optional.empty());
  }

  @Test
  void send_withAnId_writesTheTaskUnderItsNameOnItsQueuesPartition() {
    var unused =
        producer.send(
            NewTask.to(QUEUE, URL)
                .id("welcome-42")
                .method(HttpMethod.PUT)
                .header("Content-Type", "text/plain")
                .body("hello")
                .at(NOW.plusSeconds(60))
                .dispatchDeadline(Duration.ofSeconds(30))
                .oidcToken("me@example.com", "")
                .build());

    ProducerRecord<byte[], byte[]> record = kafka.history().get(0);
    Task task = AvroCodec.decode(record.value(), Task.class);
    assertThat(record.topic()).isEqualTo("sluice.tasks");
    assertThat(record.partition()).isEqualTo(PARTITION);
    assertThat(new String(record.key(), UTF_8)).isEqualTo(QUEUE + "/tasks/welcome-42");
    assertThat(task.getName()).isEqualTo(QUEUE + "/tasks/welcome-42");
    assertThat(task.getHttpRequest().getUrl()).isEqualTo(URL);
    assertThat(task.getHttpRequest().getMethod()).isEqualTo(HttpMethod.PUT);
    assertThat(task.getHttpRequest().getHeaders()).containsEntry("Content-Type", "text/plain");
    assertThat(UTF_8.decode(task.getHttpRequest().getBody()).toString()).isEqualTo("hello");
    assertThat(task.getHttpRequest().getOidcToken().getServiceAccountEmail())
        .isEqualTo("me@example.com");
    assertThat(task.getScheduleTime()).isEqualTo(NOW.plusSeconds(60));
    assertThat(task.getDispatchDeadlineMillis()).isEqualTo(30_000);
  }

  @Test
  void send_acknowledged_completesWithItsCoordinates() {
    CompletableFuture<Receipt> sent = producer.send(NewTask.to(QUEUE, URL).id("t").build());
    assertThat(sent).isNotDone();

    kafka.completeNext();

    assertThat(sent.join())
        .isEqualTo(new Receipt(new TaskName(QUEUE, "t"), "sluice.tasks", PARTITION, 0));
  }

  @Test
  void send_withoutAnId_hasTheQueueAsKeyAndTheNameThatItWillGet() {
    CompletableFuture<Receipt> sent = producer.send(NewTask.to(QUEUE, URL).build());

    kafka.completeNext();

    assertThat(new String(kafka.history().get(0).key(), UTF_8)).isEqualTo(QUEUE.toString());
    assertThat(sent.join().task().taskId()).isEqualTo("sluice_dtasks-" + PARTITION + "-0");
  }

  @Test
  void send_toAppEngine_hasNoUrl() {
    var unused =
        producer.send(
            NewTask.toAppEngine(QUEUE, "/work?a=1").routing("worker", "v1", "").body("x").build());

    Task task = AvroCodec.decode(kafka.history().get(0).value(), Task.class);
    assertThat(task.getAppEngineHttpRequest().getRelativeUri()).isEqualTo("/work?a=1");
    assertThat(task.getAppEngineHttpRequest().getRouting().getService()).isEqualTo("worker");
    assertThat(task.getHttpRequest().getUrl()).isEmpty();
  }

  @Test
  void send_asJson_canBeReadByAnyTool() {
    var unused =
        producer(kafka, TaskFormat.JSON).send(NewTask.to(QUEUE, URL).id("t").body("hi").build());

    byte[] value = kafka.history().get(0).value();
    assertThat(new String(value, UTF_8)).startsWith("{\"name\":\"" + QUEUE + "/tasks/t\"");
    assertThat(TaskJson.decode(value).getHttpRequest().getUrl()).isEqualTo(URL);
  }

  @Test
  void delete_writesANull() {
    CompletableFuture<Receipt> sent = producer.delete(new TaskName(QUEUE, "t"));
    kafka.completeNext();

    assertThat(kafka.history().get(0).value()).isNull();
    assertThat(kafka.history().get(0).partition()).isEqualTo(PARTITION);
    assertThat(sent.join().task().taskId()).isEqualTo("t");
  }

  @Test
  void send_whatBreaksARule_isRefusedInTheApisWordsAndNotSent() {
    assertInvalid(NewTask.to(QUEUE, ""), "HttpRequest.url is required.");
    assertInvalid(
        NewTask.to(QUEUE, "ftp://x"), "HttpTarget.url must start with 'http://' or 'https://'.");
    assertInvalid(
        NewTask.to(QUEUE, URL).dispatchDeadline(Duration.ofSeconds(1)),
        "Task.dispatchDeadline must be between [15s, 30m].");
    assertInvalid(
        NewTask.to(QUEUE, URL).method(HttpMethod.GET).body("x"),
        "HttpRequest.body is only allowed with POST, PUT and PATCH, not with GET.");
    assertInvalid(NewTask.to(QUEUE, URL).body(new byte[3 << 20]), "Task size too large");
    assertThat(kafka.history()).isEmpty();
  }

  @Test
  void names_thatBreakARule_areRefusedInTheApisWords() {
    assertThatThrownBy(() -> NewTask.to("queues/q", URL))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Queue name must be formatted:");
    assertThatThrownBy(() -> NewTask.to(QUEUE, URL).id("a b"))
        .isInstanceOf(InvalidNameException.class)
        .hasMessageStartingWith("Task ID \"a b\" can contain only letters");
  }

  @Test
  void sendAll_withOneBadTask_namesItsPlaceAndSendsNone() {
    List<NewTask> tasks =
        List.of(NewTask.to(QUEUE, URL).build(), NewTask.to(QUEUE, "nowhere").build());

    assertThatThrownBy(() -> producer.sendAll(tasks))
        .isInstanceOf(InvalidTaskException.class)
        .hasMessage("tasks[1]: HttpTarget.url must start with 'http://' or 'https://'.");
    assertThat(kafka.history()).isEmpty();
  }

  @Test
  void sendAll_tellsEachTasksOffset() {
    List<CompletableFuture<Receipt>> sent =
        producer.sendAll(
            List.of(
                NewTask.to(QUEUE, URL).id("a").build(), NewTask.to(QUEUE, URL).id("b").build()));
    kafka.completeNext();
    kafka.completeNext();

    assertThat(sent).extracting(each -> each.join().offset()).containsExactly(0L, 1L);
  }

  @Test
  void send_notAcknowledged_saysWhetherTheTaskMayBeThere() {
    CompletableFuture<Receipt> tooLarge = producer.send(NewTask.to(QUEUE, URL).id("t").build());
    CompletableFuture<Receipt> late = producer.send(NewTask.to(QUEUE, URL).id("u").build());
    kafka.errorNext(new RecordTooLargeException("too large for the topic"));
    kafka.errorNext(new TimeoutException("30000 ms have passed"));

    assertNotWritten(tooLarge, "/tasks/t: not acknowledged by sluice.tasks: too large for the");
    assertNotWritten(late, "outcome unknown, safe to send again under the same name: 30000 ms");
  }

  @Test
  void send_toNoKafka_failsItsFuture() {
    MockProducer<byte[], byte[]> unreachable = KafkaTopics.producer("sluice.tasks");
    unreachable.partitionsForException = new TimeoutException("Topic sluice.tasks not present");
    TaskProducer toNobody = producer(unreachable, TaskFormat.AVRO);

    CompletableFuture<Receipt> sent = toNobody.send(NewTask.to(QUEUE, URL).id("t").build());

    assertNotWritten(sent, "Topic sluice.tasks not present");
    unreachable.partitionsForException = null;
    var unused = toNobody.send(NewTask.to(QUEUE, URL).id("t").build());
    assertThat(unreachable.history()).hasSize(1);
  }

  @Test
  void verdict_withoutAnApi_saysWhatToSet() {
    assertThatThrownBy(
            () -> producer.verdict(new Receipt(new TaskName(QUEUE, "t"), "sluice.tasks", 0, 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("api: not set (expected: TaskProducer.builder().api(URL))");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acks", "enable.idempotence", "transactional.id", "partitioner.class"})
  void build_withAPropertyThatHasToHold_isRefused(String property) {
    assertThatThrownBy(() ->
            TaskProducer.builder().bootstrapServers("127.0.0.1:9").property(property, "1").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(property + ": 1 (expected: not set; ");
  }

  @Test
  void build_withoutKafka_saysWhatIsMissing() {
    assertThatThrownBy(() -> TaskProducer.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bootstrap.servers: not set (expected: HOST:PORT,...)");
  }

  private void assertInvalid(NewTask.Builder task, String message) {
    NewTask built = task.build();
    assertThatThrownBy(() -> producer.send(built))
        .isInstanceOf(InvalidTaskException.class)
        .hasMessage(message);
  }

  private static void assertNotWritten(CompletableFuture<Receipt> sent, String says) {
    assertThatThrownBy(sent::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(TaskNotWrittenException.class)
        .hasMessageContaining(says);
  }
}
