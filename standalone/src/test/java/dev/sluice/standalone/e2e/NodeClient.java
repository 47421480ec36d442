package dev.sluice.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Google's Node client, over gRPC or REST, in a process that takes one call a line. */
final class NodeClient implements Conformance.Client {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> HTTP =
      Map.of(
          "INVALID_ARGUMENT", "400",
          "FAILED_PRECONDITION", "400",
          "NOT_FOUND", "404",
          "ALREADY_EXISTS", "409",
          "ABORTED", "409");

  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final boolean rest;

  private NodeClient(Process process, boolean rest) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.rest = rest;
  }

  static NodeClient over(String transport, int port) throws Exception {
    return new NodeClient(
        Tools.startNode(Tools.nodeCommand("calls.js", transport, port)), transport.equals("rest"));
  }

  @Override
  public Conformance.Outcome call(Conformance.Call call) throws Exception {
    ObjectNode line = JSON.createObjectNode().put("version", call.version()).put("rpc", call.rpc());
    line.set("request", call.request());
    in.write(line + "\n");
    in.flush();
    String answer = out.readLine();
    if (answer == null || !answer.startsWith("{")) {
      throw new IllegalStateException("node answered: " + answer);
    }
    JsonNode seen = JSON.readTree(answer);
    return seen.has("response")
        ? Conformance.Outcome.ok(seen.get("response"))
        : Conformance.Outcome.failed(seen.path("code").asText(), seen.path("message").asText());
  }

  /** Over REST the code is the HTTP status. */
  @Override
  public String codeAsSeen(String code) {
    return rest ? HTTP.getOrDefault(code, code) : code;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
