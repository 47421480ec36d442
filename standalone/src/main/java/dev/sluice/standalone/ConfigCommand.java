package dev.sluice.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.standalone.config.SettingsTemplate;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.output.Column;
import dev.sluice.standalone.output.Format;
import dev.sluice.standalone.output.Printer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice config}. */
@Command(
    name = "config",
    description = "list all settings: what holds, where it comes from, and what it means",
    footer = {
      "",
      "A setting is given in a file (--config FILE: lines such as sluice.api.port=8124) or as an",
      "environment variable (SLUICE_API_PORT=8124), which beats the file; options of the command",
      "line beat both. Keys that start with kafka., scheduler.streams., worker.consumer.,",
      "worker.producer. or api.producer. in the file go to Kafka clients as they are."
    })
final class ConfigCommand implements Runnable {

  private static final List<Column> COLUMNS =
      List.of(
          Column.at("KEY", "/key"),
          Column.at("VALUE", "/value"),
          Column.at("FROM", "/from"),
          Column.at("DEFAULT", "/default"),
          Column.at("UNIT", "/unit"),
          Column.at("MEANING", "/meaning"));

  @Option(names = "--config", paramLabel = "FILE", description = "file of settings")
  private @Nullable Path file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json or yaml (default: ${DEFAULT-VALUE})")
  private Format format = Format.TABLE;

  @Option(
      names = "--template",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "",
      description =
          "print a file to start from, or write it to FILE: every key with its default, commented"
              + " out")
  private @Nullable String template;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (template != null) {
      printTemplate(out, template);
      return;
    }
    SettingsLoader loader = new SettingsLoader();
    if (file != null) {
      loader.file(file);
    }
    Settings settings = loader.environment(System.getenv()).load();
    List<JsonNode> lines = settings.lines().stream().map(ConfigCommand::toJson).toList();
    new Printer(out, format).list(lines, COLUMNS);
  }

  private static void printTemplate(PrintWriter out, String name) {
    String text = String.join("\n", SettingsTemplate.lines()) + "\n";
    if (name.isEmpty()) {
      out.print(text);
      out.flush();
      return;
    }
    Path written = Path.of(name).toAbsolutePath();
    try {
      Files.createDirectories(written.getParent());
      Files.writeString(written, text);
    } catch (IOException e) {
      throw new UserErrorException(
          "--template: " + name + " cannot be written: " + e + " (expected: a file)");
    }
  }

  private static JsonNode toJson(Settings.Line line) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("key", line.key())
        .put("value", line.value())
        .put("from", line.from())
        .put("default", line.defaultValue())
        .put("unit", line.unit())
        .put("variable", line.variable())
        .put("meaning", line.meaning());
  }
}
