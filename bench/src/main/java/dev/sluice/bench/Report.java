package dev.sluice.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured: Markdown as it comes, JSON and a picture at the end. */
final class Report {

  private final PrintStream out;
  private final Map<String, Object> json = new LinkedHashMap<>();
  private final List<Map<String, Object>> scenarios = new ArrayList<>();
  private final Chart chart;

  Report(PrintStream out, List<String> jvmArgs, List<String> upArgs) {
    this.out = out;
    json.put("time", Instant.now().toString());
    json.put("machine", Machine.describe());
    json.put("jvm", jvmArgs);
    json.put("up", upArgs);
    json.put("scenarios", scenarios);
    this.chart = new Chart(Machine.describe());
    out.println(Machine.describe() + "; JVM " + jvmArgs + ", up " + upArgs + "\n");
    out.println("| Scenario | Figure | Median (least to most) |\n|---|---|---|");
    out.flush();
  }

  void add(Scenario scenario, Figures figures) {
    String name = scenario.kind().name().toLowerCase(Locale.ROOT) + " " + scenario.name();
    figures
        .byName()
        .keySet()
        .forEach(
            each -> out.println("| " + name + " | " + each + " | " + figures.text(each) + " |"));
    out.flush();
    chart.add(name, figures);
    scenarios.add(Map.of("scenario", name, "settings", scenario.words(), "runs", figures.byName()));
  }

  void draw(Path file) throws IOException {
    Files.writeString(file, chart.svg());
  }

  void write(Path file) throws IOException {
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), json);
  }
}
