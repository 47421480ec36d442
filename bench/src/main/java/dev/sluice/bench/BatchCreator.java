package dev.sluice.bench;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Creates tasks over REST, a hundred with each {@code tasks:batchCreate}. */
final class BatchCreator implements Creator {

  private static final int BATCH = 100;

  /** Batches on the way at once. */
  private static final int WINDOW = 16;

  private final ClientFactory factory = ClientFactory.builder().build();
  private final WebClient http;
  private final Window window = new Window(WINDOW);
  private final List<Runnable> acknowledged = new ArrayList<>();
  private StringBuilder requests = new StringBuilder();
  private String queue = "";

  BatchCreator(int port) {
    http =
        WebClient.builder("h1c://127.0.0.1:" + port)
            .factory(factory)
            .responseTimeout(Duration.ofSeconds(30))
            .maxResponseLength(64 << 20)
            .build();
  }

  @Override
  public void create(Wanted task, Runnable whenAcknowledged) throws InterruptedException {
    if (!task.queue().equals(queue)) {
      send();
      queue = task.queue();
    }
    requests.append(requests.isEmpty() ? "" : ",").append("{\"task\":{");
    task.id().ifPresent(id -> member("name", queue + "/tasks/" + id).append(','));
    task.due().ifPresent(due -> member("scheduleTime", due.toString()).append(','));
    requests.append("\"httpRequest\":{");
    member("url", task.url()).append(',');
    member("body", Base64.getEncoder().encodeToString(task.body())).append("}}}");
    acknowledged.add(whenAcknowledged);
    if (acknowledged.size() == BATCH) {
      send();
    }
  }

  private StringBuilder member(String name, String value) {
    return requests.append('"').append(name).append("\":\"").append(value).append('"');
  }

  private void send() throws InterruptedException {
    if (acknowledged.isEmpty()) {
      return;
    }
    List<Runnable> batch = List.copyOf(acknowledged);
    HttpRequest request =
        HttpRequest.of(
            HttpMethod.POST,
            "/v2/" + queue + "/tasks:batchCreate",
            MediaType.JSON,
            "{\"requests\":[" + requests + "]}");
    acknowledged.clear();
    requests = new StringBuilder();
    window.enter();
    var _ =
        http.execute(request)
            .aggregate()
            .whenComplete((answer, failure) -> {
              fault(answer, failure)
                  .ifPresentOrElse(
                      window::leaveFailed,
                      () -> {
                        batch.forEach(Runnable::run);
                        window.leave();
                      });
            });
  }

  /** Why not all tasks of a batch are there; an operation says of each that is not. */
  private static Optional<Throwable> fault(
      @Nullable AggregatedHttpResponse answer, @Nullable Throwable failure) {
    if (failure != null || answer == null) {
      return Optional.of(failure == null ? new IllegalStateException("no answer") : failure);
    }
    String text = answer.contentUtf8();
    return answer.status().equals(HttpStatus.OK) && !text.contains("failedRequests")
        ? Optional.empty()
        : Optional.of(new IllegalStateException(answer.status() + " " + text));
  }

  @Override
  public void drain() throws InterruptedException {
    send();
    window.drain();
  }

  @Override
  public void close() {
    factory.close();
  }
}
