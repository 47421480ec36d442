import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskJson;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.TaskRules;
import dev.sluice.schemas.TopicNames;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Task;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/** What a Java producer does to create a task, without its Kafka producer. */
public final class ProducerApp {

  public static void main(String[] args) {
    // Before anything else of ours is loaded: a record whose enum field takes its default.
    HttpRequest request =
        HttpRequest.newBuilder()
            .setUrl("https://example.com/work")
            .setHeaders(Map.of("Content-Type", "text/plain"))
            .setBody(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)))
            .build();
    QueueName queue = QueueName.parse("projects/p/locations/l/queues/q");
    Task task =
        Task.newBuilder()
            .setName(new TaskName(queue, "t").toString())
            .setHttpRequest(request)
            .setScheduleTime(Instant.parse("2030-01-31T13:59:00Z"))
            .build();
    TaskRules.violation(task, Limits.WIDE, Instant.now())
        .ifPresent(violation -> {
          throw new IllegalStateException(violation);
        });
    System.out.println(TopicNames.DEFAULT.tasks() + " " + Partitions.of(queue.toString(), 16));
    System.out.println(HexFormat.of().formatHex(AvroCodec.encode(task)));
    System.out.println(new String(TaskJson.encode(task), StandardCharsets.UTF_8));
  }
}
