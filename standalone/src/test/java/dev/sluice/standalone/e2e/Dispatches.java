package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.testkit.RecordingTarget;
import dev.sluice.standalone.testkit.RecordingTarget.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The cases of dispatch.json: tasks whose target answers as the case says, and the headers that
 * Google's service was seen to send with each attempt. Timeouts take as long as the shortest
 * deadline that Google's limits allow, so the tasks are created first and judged last.
 */
final class Dispatches implements AutoCloseable {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration PAST_ANY_DEADLINE = Duration.ofMillis(15_500);
  private static final String QUEUE_ID = "conformance-dispatch";

  private final RecordingTarget target;
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

  private Dispatches(RecordingTarget target) {
    this.target = target;
  }

  static Dispatches start() throws Exception {
    Map<String, JsonNode> answers = new HashMap<>();
    for (JsonNode each : Conformance.read("dispatch.json")) {
      answers.put("/" + each.path("id").asText(), each.path("answers"));
    }
    Dispatches started = new Dispatches(RecordingTarget.start());
    started.target.answerWith(request -> started.answer(answers, request.path()));
    return started;
  }

  private int answer(Map<String, JsonNode> answers, String path) {
    int attempt = attempts.merge(path, 1, Integer::sum);
    JsonNode answer = Objects.requireNonNull(answers.get(path), path).path(attempt - 1);
    if (answer.isTextual()) {
      LockSupport.parkNanos(PAST_ANY_DEADLINE.toNanos());
      return 200;
    }
    // More attempts than the case has are told apart by their number.
    return answer.asInt(200);
  }

  /** Where tasks for App Engine are to go. */
  String url() {
    return target.url("");
  }

  /** Creates the cases' tasks. */
  void create(SluiceProcess sluice) throws Exception {
    Api api =
        Api.withQueue(
            sluice,
            QUEUE_ID,
            "\"retryConfig\": {\"minBackoff\": \"0.1s\", \"maxBackoff\": \"0.1s\"}");
    for (JsonNode each : Conformance.read("dispatch.json")) {
      Rest.Answer created =
          api.rest()
              .post(
                  "/v2/" + api.queue() + "/tasks", "{\"task\": " + filled(each.path("task")) + "}");
      assertThat(created.status()).as(created.json().toString()).isEqualTo(200);
    }
  }

  private JsonNode filled(JsonNode node) throws Exception {
    Map<String, String> values = new HashMap<>(Conformance.values(QUEUE_ID));
    values.put("target", target.url(""));
    values.put("host", "127.0.0.1:" + target.port());
    return Conformance.filled(node, values);
  }

  /** Waits for the attempts; returns what was not as recorded. */
  List<String> faults() throws Exception {
    List<String> faults = new ArrayList<>();
    for (JsonNode each : Conformance.read("dispatch.json")) {
      String id = each.path("id").asText();
      int expected = each.path("answers").size();
      await(id).atMost(SOON).until(() -> arrivals(id).size() >= expected);
      List<Arrival> seen = arrivals(id);
      if (seen.size() != expected) {
        faults.add(id + ": " + seen.size() + " attempts, not " + expected);
      }
      for (Map.Entry<String, JsonNode> header : filled(each.path("headers")).properties()) {
        for (int i = 0; i < expected; i++) {
          fault(header.getKey(), header.getValue().path(i), seen.get(i))
              .map(("attempt " + (i + 1) + ", ")::concat)
              .ifPresent(text -> faults.add(id + ", " + text));
        }
      }
    }
    return faults;
  }

  private List<Arrival> arrivals(String id) {
    return target.arrivals().stream()
        .filter(arrival -> arrival.path().equals("/" + id))
        .sorted(Comparator.comparing(Arrival::arrived))
        .toList();
  }

  private static Optional<String> fault(String name, JsonNode expected, Arrival arrival) {
    List<String> values = arrival.headers().getOrDefault(name, List.of());
    List<String> wanted = expected.isNull() ? List.of() : List.of(expected.asText());
    return values.equals(wanted)
        ? Optional.empty()
        : Optional.of(name + ": " + values + ", not " + wanted);
  }

  @Override
  public void close() {
    target.close();
  }
}
