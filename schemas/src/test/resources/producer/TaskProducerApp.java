import dev.sluice.schemas.producer.InvalidTaskException;
import dev.sluice.schemas.producer.NewTask;
import dev.sluice.schemas.producer.TaskProducer;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** A producer that finds no Kafka. */
public final class TaskProducerApp {

  public static void main(String[] args) {
    String queue = "projects/p/locations/l/queues/q";
    try (TaskProducer producer =
        TaskProducer.builder()
            .bootstrapServers("127.0.0.1:9")
            .property("max.block.ms", 10)
            .api("http://127.0.0.1:9")
            .build()) {
      try {
        producer.send(NewTask.to(queue, "nowhere").build());
      } catch (InvalidTaskException e) {
        System.out.println(e.getMessage());
      }
      NewTask task =
          NewTask.to(queue, "https://example.com")
              .id("t")
              .body("hello")
              .dispatchDeadline(Duration.ofSeconds(20))
              .build();
      try {
        producer.send(task).join();
      } catch (CompletionException e) {
        System.out.println(e.getCause().getMessage());
      }
    }
  }
}
