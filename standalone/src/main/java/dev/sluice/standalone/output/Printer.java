package dev.sluice.standalone.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.PrintWriter;
import java.util.List;

/** Prints resources in one of the formats. */
public final class Printer {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final PrintWriter out;
  private final Format format;

  /** Prints to a writer in a format. */
  public Printer(PrintWriter out, Format format) {
    this.out = out;
    this.format = format;
  }

  /** Prints a list of resources; as a table, with these columns. */
  public void list(List<JsonNode> resources, List<Column> columns) {
    if (format == Format.TABLE) {
      table(resources, columns);
    } else {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      resources.forEach(array::add);
      text(array);
    }
  }

  /** Prints one resource; as a table, as its only row. */
  public void one(JsonNode resource, List<Column> columns) {
    if (format == Format.TABLE) {
      table(List.of(resource), columns);
    } else {
      text(resource);
    }
  }

  private void table(List<JsonNode> resources, List<Column> columns) {
    Table table = new Table(columns.stream().map(Column::heading).toList());
    for (JsonNode resource : resources) {
      table.row(columns.stream().map(column -> column.cell().apply(resource)).toList());
    }
    table.lines().forEach(out::println);
    out.flush();
  }

  private void text(JsonNode node) {
    try {
      String text =
          format == Format.YAML
              ? Yaml.MAPPER.writeValueAsString(node)
              : JSON.writeValueAsString(node);
      out.println(text.stripTrailing());
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Apart, since most commands print no YAML and need not load it. */
  private static final class Yaml {
    static final YAMLMapper MAPPER =
        YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();
  }
}
