package dev.sluice.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Plain HTTP, by the paths of Google's REST reference (spec section 1.2). */
final class RawClient implements Conformance.Client {

  private static final Set<String> VERBS =
      Set.of("GetIamPolicy", "SetIamPolicy", "TestIamPermissions");

  private final Rest rest;

  RawClient(int port) {
    this.rest = new Rest(port);
  }

  @Override
  public Conformance.Outcome call(Conformance.Call call) throws Exception {
    Rest.Answer answer = send(call.version(), call.rpc(), call.request().deepCopy());
    JsonNode error = answer.json().path("error");
    if (error.isMissingNode()) {
      return Conformance.Outcome.ok(answer.json());
    }
    if (error.path("code").asInt() != answer.status()) {
      throw new AssertionError("status " + answer.status() + ", body " + answer.json());
    }
    return new Conformance.Outcome(
        error.path("status").asText(),
        error.path("message").asText(),
        answer.json(),
        error.path("details"));
  }

  private Rest.Answer send(String version, String rpc, ObjectNode request) throws Exception {
    if (VERBS.contains(rpc)) {
      String verb = Character.toLowerCase(rpc.charAt(0)) + rpc.substring(1);
      return rest.post(path(version, request, "resource") + ":" + verb, request.toString());
    }
    return switch (rpc) {
      case "ListQueues" -> rest.get(path(version, request, "parent") + "/queues" + query(request));
      case "CreateQueue" ->
          rest.post(path(version, request, "parent") + "/queues", request.path("queue").toString());
      case "UpdateQueue" -> {
        JsonNode queue = request.remove("queue");
        yield rest.send(
            "PATCH",
            "/" + version + "/" + queue.path("name").asText() + query(request),
            queue.toString());
      }
      case "GetQueue" -> rest.get(path(version, request, "name") + query(request));
      case "DeleteQueue", "DeleteTask" -> rest.send("DELETE", path(version, request, "name"), "");
      case "PauseQueue" -> rest.post(path(version, request, "name") + ":pause", "{}");
      case "ResumeQueue" -> rest.post(path(version, request, "name") + ":resume", "{}");
      case "PurgeQueue" -> rest.post(path(version, request, "name") + ":purge", "{}");
      case "ListTasks" -> rest.get(path(version, request, "parent") + "/tasks" + query(request));
      case "GetTask" -> rest.get(path(version, request, "name") + query(request));
      case "CreateTask" ->
          rest.post(path(version, request, "parent") + "/tasks", request.toString());
      case "RunTask" -> rest.post(path(version, request, "name") + ":run", request.toString());
      default -> throw new IllegalArgumentException(rpc + " (expected: a method of Cloud Tasks)");
    };
  }

  private static String path(String version, ObjectNode request, String field) {
    return "/" + version + "/" + request.remove(field).asText();
  }

  private static String query(ObjectNode request) {
    StringJoiner query = new StringJoiner("&", "?", "");
    query.setEmptyValue("");
    for (Map.Entry<String, JsonNode> field : request.properties()) {
      query.add(
          field.getKey()
              + "="
              + URLEncoder.encode(field.getValue().asText(), StandardCharsets.UTF_8));
    }
    return query.toString();
  }
}
