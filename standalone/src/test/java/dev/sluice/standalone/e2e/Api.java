package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The REST API of a Sluice as tests use it, for one queue. */
final class Api {

  static final String PARENT = "projects/demo/locations/us-central1";

  private final Rest rest;
  private final String queue;

  private Api(Rest rest, String queue) {
    this.rest = rest;
    this.queue = queue;
  }

  /**
   * Creates a queue; the settings are members of a JSON object, such as {@code "retryConfig": {}}.
   */
  static Api withQueue(SluiceProcess sluice, String id, String settings) throws Exception {
    Api api = of(sluice, id);
    String members = settings.isEmpty() ? "" : ", " + settings;
    Rest.Answer created =
        api.rest.post(
            "/v2/" + PARENT + "/queues", "{\"name\": \"" + api.queue + "\"" + members + "}");
    assertThat(created.status()).as(created.json().toString()).isEqualTo(200);
    return api;
  }

  /** That of a queue that is there. */
  static Api of(SluiceProcess sluice, String id) {
    return new Api(new Rest(sluice.port()), PARENT + "/queues/" + id);
  }

  String queue() {
    return queue;
  }

  String taskName(String id) {
    return queue + "/tasks/" + id;
  }

  /** Creates a task from the members of its JSON; returns the whole answer. */
  Rest.Answer createTask(String members) throws Exception {
    return rest.post("/v2/" + queue + "/tasks", "{\"task\": {" + members + "}}");
  }

  /** Creates a named task that posts to a URL, and expects that to work. */
  void createTask(String id, String url, String moreMembers) throws Exception {
    String more = moreMembers.isEmpty() ? "" : ", " + moreMembers;
    Rest.Answer answer =
        createTask(
            "\"name\": \""
                + taskName(id)
                + "\", \"httpRequest\": {\"url\": \""
                + url
                + "\"}"
                + more);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
  }

  Rest.Answer task(String id) throws Exception {
    return rest.get("/v2/" + taskName(id));
  }

  Rest.Answer runTask(String id) throws Exception {
    return rest.post("/v2/" + taskName(id) + ":run", "{}");
  }

  Rest.Answer deleteTask(String id) throws Exception {
    return rest.send("DELETE", "/v2/" + taskName(id), "");
  }

  /** Calls a verb of the queue, such as pause. */
  Rest.Answer queueVerb(String verb) throws Exception {
    return rest.post("/v2/" + queue + ":" + verb, "{}");
  }

  Rest.Answer getQueue() throws Exception {
    return rest.get("/v2/" + queue);
  }

  Rest.Answer deleteQueue() throws Exception {
    return rest.send("DELETE", "/v2/" + queue, "");
  }

  /** Short ids of the queue's living tasks. */
  List<String> taskIds() throws Exception {
    Rest.Answer answer = rest.get("/v2/" + queue + "/tasks");
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    List<String> ids = new ArrayList<>();
    for (JsonNode task : answer.json().path("tasks")) {
      String name = task.path("name").asText();
      ids.add(name.substring(name.lastIndexOf('/') + 1));
    }
    return ids;
  }

  /** The queue's dead letters, oldest first. */
  List<JsonNode> deadLetters() throws Exception {
    Rest.Answer answer = rest.get("/v2/" + queue + "/deadLetters");
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    List<JsonNode> letters = new ArrayList<>();
    answer.json().path("deadLetters").forEach(letters::add);
    return letters;
  }

  Rest rest() {
    return rest;
  }
}
