package dev.sluice.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Writes docs/compatibility.md from the conformance suite's data. */
final class CompatibilityPage {

  private static final String HEAD =
      """
      # Compatibility with Google Cloud Tasks

      Generated from the conformance suite (`standalone/src/test/resources/conformance`), which runs in `mvn verify` with Google's unmodified
      clients: Java 2.94 and Node 6.3 over gRPC and REST, plain HTTP, and the recorded requests of gcloud 528. Every line below is a case that
      passes there, with Google's limits off and on (`sluice.strict`) unless it says which. Expected codes and texts come from recordings
      of Google's service and from its published reference; "text unconfirmed" marks errors of which only the code is known. A text that begins
      with `~` is a pattern.

      """;

  private CompatibilityPage() {}

  static String write() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("## Where Sluice differs, on purpose\n\n");
    page.append("| What | Google | Sluice | Why |\n|---|---|---|---|\n");
    for (JsonNode each : Conformance.read("differences.json")) {
      page.append(
          row(text(each, "what"), text(each, "google"), text(each, "sluice"), text(each, "why")));
    }
    for (Map.Entry<String, StringBuilder> area : calls().entrySet()) {
      page.append("\n## ").append(area.getKey()).append("\n\n");
      page.append("| Case | Answer | Clients | Source |\n|---|---|---|---|\n");
      page.append(area.getValue());
    }
    page.append("\n## Attempts\n\n");
    page.append("| Case | Target answers | Headers, attempt by attempt | Source |\n");
    page.append("|---|---|---|---|\n");
    for (JsonNode each : Conformance.read("dispatch.json")) {
      page.append(
          row(text(each, "what"), list(each.path("answers")), headers(each), text(each, "source")));
    }
    for (Map.Entry<String, StringBuilder> area : requests().entrySet()) {
      page.append("\n## ").append(area.getKey()).append("\n\n");
      page.append("| Request | Answer |\n|---|---|\n").append(area.getValue());
    }
    return page.toString();
  }

  private static Map<String, StringBuilder> calls() throws IOException {
    Map<String, StringBuilder> areas = new LinkedHashMap<>();
    for (JsonNode each : Conformance.read("calls.json")) {
      StringJoiner clients = new StringJoiner(", ");
      each.path("only").forEach(name -> clients.add(name.asText()));
      areas
          .computeIfAbsent(text(each, "area"), area -> new StringBuilder())
          .append(
              row(
                  text(each, "what"),
                  answer(each),
                  clients.length() == 0 ? "all" : clients.toString(),
                  text(each, "source")));
    }
    return areas;
  }

  private static String answer(JsonNode each) {
    String message = each.path("message").asText(each.path("contains").asText());
    if (!text(each, "code").equals("OK")) {
      return text(each, "code") + (message.isEmpty() ? "" : " `" + message + "`");
    }
    return each.path("response").isEmpty() ? "OK" : "`" + each.path("response") + "`";
  }

  private static Map<String, StringBuilder> requests() throws IOException {
    Map<String, StringBuilder> areas = new LinkedHashMap<>();
    for (JsonNode flow : Conformance.read("requests.json")) {
      StringBuilder rows = areas.computeIfAbsent(text(flow, "area"), area -> new StringBuilder());
      for (JsonNode step : flow.path("steps")) {
        String json = step.path("json").isEmpty() ? "" : " `" + step.path("json") + "`";
        rows.append(
            row(
                "`"
                    + text(step, "command")
                    + "`: `"
                    + text(step, "method")
                    + " "
                    + text(step, "path")
                    + "`",
                text(step, "status") + json));
      }
    }
    return areas;
  }

  private static String headers(JsonNode each) {
    StringJoiner headers = new StringJoiner("; ");
    each.path("headers")
        .properties()
        .forEach(header -> headers.add("`" + header.getKey() + "`: " + list(header.getValue())));
    return headers.toString();
  }

  /** What is absent is a dash, what is empty is said. */
  private static String list(JsonNode values) {
    StringJoiner list = new StringJoiner(", ");
    for (JsonNode value : values) {
      String text = value.asText();
      list.add(value.isNull() ? "–" : text.isEmpty() ? "(empty)" : text);
    }
    return list.toString();
  }

  private static String text(JsonNode each, String field) {
    return each.path(field).asText();
  }

  private static String row(String... cells) {
    StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
    for (String cell : cells) {
      row.add(cell.replace("|", "\\|").replace("\n", " "));
    }
    return row.toString();
  }
}
