package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.e2e.Conformance.Call;
import dev.sluice.standalone.e2e.Conformance.Client;
import dev.sluice.standalone.e2e.Conformance.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Google's clients, its command line and plain HTTP against a running Sluice: the code and text of
 * every error, and what calls answer. Prints a table; {@code docs/compatibility.md} has the rest.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(1)
final class ConformanceIT {

  private static final Path PAGE = Path.of("..", "docs", "compatibility.md");

  private static Optional<SluiceProcess> strict = Optional.empty();
  private static Optional<Dispatches> dispatches = Optional.empty();

  /** The port of a Sluice with default or with Google's limits; the tests of a mode share it. */
  private static int port(String mode) throws Exception {
    if (mode.equals("default")) {
      return SharedSluice.get().port();
    }
    if (strict.isEmpty()) {
      Path data = Path.of("target", "e2e", "strict-" + System.nanoTime(), "data").toAbsolutePath();
      Dispatches started = Dispatches.start();
      dispatches = Optional.of(started);
      Map<String, String> settings =
          Map.of("SLUICE_STRICT", "true", "SLUICE_WORKER_APP_ENGINE_URL", started.url());
      SluiceProcess sluice = SluiceProcess.start(data, settings);
      strict = Optional.of(sluice);
      started.create(sluice);
    }
    return strict.get().port();
  }

  @AfterAll
  static void stopStrict() {
    strict.ifPresent(SluiceProcess::close);
    dispatches.ifPresent(Dispatches::close);
  }

  private static Map<String, Client> clients(int port) throws Exception {
    Map<String, Client> clients = new LinkedHashMap<>();
    clients.put("raw", new RawClient(port));
    clients.put("java-grpc", JavaClient.overGrpc(port));
    clients.put("java-rest", JavaClient.overRest(port));
    clients.put("node-grpc", NodeClient.over("grpc", port));
    clients.put("node-rest", NodeClient.over("rest", port));
    return clients;
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "strict"})
  void calls_answerAsGooglesService(String mode) throws Exception {
    Tools.assumeNodeClient();
    assertThat(run(port(mode), mode)).isEmpty();
  }

  /** Carries out all cases with all clients, beside each other; returns what was wrong. */
  private static List<String> run(int port, String mode) throws Exception {
    Map<String, Client> clients = clients(port);
    Map<String, Future<Map<String, String>>> seen = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      clients.forEach(
          (name, client) -> seen.put(name, threads.submit(() -> faults(mode, name, client))));
    } finally {
      for (Client client : clients.values()) {
        client.close();
      }
    }
    List<String> failures = new ArrayList<>();
    StringBuilder table = new StringBuilder("Conformance, " + mode + " limits:\n");
    for (JsonNode each : Conformance.read("calls.json")) {
      String id = each.path("id").asText();
      table.append(String.format("%-28s", id));
      for (Map.Entry<String, Future<Map<String, String>>> client : seen.entrySet()) {
        String fault = client.getValue().get().get(id);
        String cell = fault == null ? "-" : fault.isEmpty() ? client.getKey() : "FAILED";
        table.append(String.format(" %-10s", cell));
        if (cell.equals("FAILED")) {
          failures.add(id + " " + client.getKey() + ": " + fault);
        }
      }
      table.append('\n');
    }
    System.out.println(table);
    return failures;
  }

  /** What was wrong in each of the cases that are for a client and a mode; empty if nothing was. */
  private static Map<String, String> faults(String mode, String name, Client client)
      throws Exception {
    Map<String, String> faults = new LinkedHashMap<>();
    int number = 0;
    for (JsonNode each : Conformance.read("calls.json")) {
      number++;
      if (each.path("mode").asText(mode).equals(mode) && isFor(each, name)) {
        String queueId = "conformance-" + number + "-" + name;
        faults.put(each.path("id").asText(), judge(each, client, queueId).orElse(""));
      }
    }
    return faults;
  }

  static boolean isFor(JsonNode each, String client) {
    JsonNode only = each.path("only");
    if (only.isMissingNode()) {
      return true;
    }
    for (JsonNode name : only) {
      if (name.asText().equals(client)) {
        return true;
      }
    }
    return false;
  }

  /** Carries out one case; returns what was wrong. */
  private static Optional<String> judge(JsonNode each, Client client, String queueId)
      throws Exception {
    Map<String, String> values = Conformance.values(queueId);
    String version = each.path("version").asText("v2");
    List<Call> calls =
        new ArrayList<>(Conformance.given(version, each.path("given").asText(), values));
    for (JsonNode step : each.path("steps")) {
      JsonNode request = Conformance.filled(step.path("request"), values);
      calls.add(new Call(version, step.path("rpc").asText(), request));
    }
    for (Call call : calls.subList(0, calls.size() - 1)) {
      Outcome before = client.call(call);
      if (!before.code().equals("OK")) {
        return Optional.of(call.rpc() + " before it: " + before.code() + " " + before.message());
      }
    }
    return judge(each, client, client.call(calls.getLast()), values);
  }

  private static Optional<String> judge(
      JsonNode each, Client client, Outcome seen, Map<String, String> values) throws Exception {
    String code = each.path("code").asText();
    if (!seen.code().equals(code.equals("OK") ? code : client.codeAsSeen(code))) {
      return Optional.of(seen.code() + " \"" + seen.message() + "\", not " + code);
    }
    if (code.equals("OK")) {
      return Conformance.difference(
          Conformance.filled(each.path("response"), values), seen.response(), "");
    }
    String message = Conformance.filled(each.path("message").asText(), values);
    if (client.showsMessages() && !message.isEmpty() && !seen.message().equals(message)) {
      return Optional.of("\"" + seen.message() + "\", not \"" + message + "\"");
    }
    if (client.showsMessages() && !seen.message().contains(each.path("contains").asText())) {
      return Optional.of("\"" + seen.message() + "\" lacks " + each.path("contains"));
    }
    for (JsonNode detail : each.path("details")) {
      if (client instanceof RawClient && !seen.details().toString().contains(detail.asText())) {
        return Optional.of("details " + seen.details() + " lack " + detail);
      }
    }
    return Optional.empty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "strict"})
  void requests_ofGcloudAndOthers_areAnsweredAsRecorded(String mode) throws Exception {
    int port = port(mode);
    System.out.println("Recorded requests, " + mode + " limits:");
    List<String> failures = new ArrayList<>();
    int number = 0;
    for (JsonNode flow : Conformance.read("requests.json")) {
      Map<String, String> values = Conformance.values("recorded-" + ++number);
      for (JsonNode step : flow.path("steps")) {
        String body = step.has("body") ? step.path("body").toString() : "";
        WireRequest request =
            new WireRequest(
                step.path("method").asText(),
                Conformance.filled(step.path("path").asText(), values),
                Conformance.filled(body, values));
        WireRequest.Answer answer = request.send(port);
        String fault =
            answer.status() == step.path("status").asInt()
                ? Conformance.difference(
                        Conformance.filled(step.path("json"), values), answer.json(), "")
                    .orElse("")
                : answer.status() + " " + answer.json();
        System.out.printf(
            "%-10s %-6s %s%n",
            flow.path("id").asText(),
            fault.isEmpty() ? "ok" : "FAILED",
            step.path("command").asText());
        if (!fault.isEmpty()) {
          failures.add(step.path("command").asText() + ": " + fault);
        }
      }
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void gcloudItself_whereItIsThere_createsQueuesAndTasks() throws Exception {
    Tools.assume("gcloud");
    for (String mode : new String[] {"default", "strict"}) {
      gcloud(port(mode));
    }
  }

  private static void gcloud(int port) throws Exception {
    List<String> base =
        List.of(
            "env",
            "CLOUDSDK_CONFIG=" + Files.createTempDirectory("gcloud"),
            "CLOUDSDK_CORE_PROJECT=demo",
            "CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true",
            "CLOUDSDK_CORE_DISABLE_PROMPTS=1",
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDTASKS=http://127.0.0.1:" + port + "/",
            "gcloud",
            "tasks");
    for (String command :
        new String[] {
          "queues create real",
          "queues pause real",
          "create-http-task one --queue=real --url=http://127.0.0.1:9/",
          "list --queue=real",
          "describe one --queue=real",
          "delete one --queue=real",
          "queues delete real"
        }) {
      List<String> line = new ArrayList<>(base);
      line.addAll(List.of(command.split(" ")));
      line.add("--location=us-central1");
      Tools.Ran ran = Tools.run(Path.of("."), line);
      assertThat(ran.exitCode()).as(command + "\n" + ran.out()).isZero();
    }
  }

  /** Last, since timeouts go on beside the other tests. */
  @Test
  @Order(Integer.MAX_VALUE)
  void attempts_haveTheHeadersOfGooglesService() throws Exception {
    int port = port("strict");
    assertThat(dispatches.orElseThrow().faults()).as("Sluice on port " + port).isEmpty();
  }

  @Test
  void compatibilityPage_isTheSuites() throws Exception {
    String page = CompatibilityPage.write();
    if (Boolean.getBoolean("sluice.compatibility.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("regenerate with -Dsluice.compatibility.write=true")
        .isEqualTo(page);
  }

  @Test
  void caseIds_areUnique() throws Exception {
    List<String> ids = new ArrayList<>();
    Conformance.read("calls.json").forEach(each -> ids.add(each.path("id").asText()));
    assertThat(ids).doesNotHaveDuplicates();
  }
}
