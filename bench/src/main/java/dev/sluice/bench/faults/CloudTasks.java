package dev.sluice.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The REST API of any of an installation's API servers. */
public final class CloudTasks implements AutoCloseable {

  /** Where all queues are. */
  public static final String PARENT = "projects/faults/locations/local";

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Integer> ports;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /** Speaks to the servers on these ports of this machine. */
  public CloudTasks(List<Integer> ports) {
    this.ports = ports;
  }

  /** Returns the full name of a queue. */
  public static String queueName(String id) {
    return PARENT + "/queues/" + id;
  }

  /**
   * Calls one of the servers.
   *
   * @return the HTTP status
   * @throws IOException if there was no answer
   */
  public int post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /**
   * Reads from one of the servers.
   *
   * @throws IOException if there was no answer, or not the expected one
   */
  public JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri(path)).timeout(LIMIT).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": status " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private URI uri(String path) {
    int port = ports.get(ThreadLocalRandom.current().nextInt(ports.size()));
    return URI.create("http://127.0.0.1:" + port + "/v2/" + path);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
