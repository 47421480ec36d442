package dev.sluice.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.standalone.check.CheckCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * What {@code sluice check} printed and returned.
 *
 * @param findings in their order
 */
record Checked(int exitCode, List<Found> findings) {

  /** One finding. */
  record Found(String result, String check, String found, String remedy) {}

  /** Runs it in this process. */
  static Checked by(String... arguments) throws Exception {
    StringWriter out = new StringWriter();
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--format", "json"));
    int exitCode =
        new CommandLine(new CheckCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out))
            .execute(words.toArray(String[]::new));
    List<Found> findings = new ArrayList<>();
    for (JsonNode each : new ObjectMapper().readTree(out.toString())) {
      findings.add(
          new Found(
              each.path("result").asText(),
              each.path("check").asText(),
              each.path("found").asText(),
              each.path("remedy").asText()));
    }
    return new Checked(exitCode, findings);
  }

  /** The findings of one check. */
  List<Found> of(String check) {
    return findings.stream().filter(found -> found.check().equals(check)).toList();
  }
}
