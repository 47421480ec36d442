package dev.sluice.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.schemas.UnreadableRecordException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * What we ask of a registry. Each call goes over the network and takes as long as the settings
 * allow for each server; nothing is remembered. Safe for use by several threads.
 */
public final class RegistryClient implements SchemaSource {

  private static final int MAX_REFERENCES = 100;

  private final RegistryHttp http;

  /** Makes a client; nothing is asked yet. */
  public RegistryClient(RegistrySettings settings) {
    this.http = new RegistryHttp(settings);
  }

  @Override
  public Optional<Schema> schema(int id) throws InterruptedException {
    Optional<JsonNode> found = http.get("/schemas/ids/" + id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String type = found.get().path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new UnreadableRecordException("schema " + id + ": " + type + " (expected: AVRO)");
    }
    Schema.Parser parser = new Schema.Parser();
    readReferences(id, found.get(), parser, new HashSet<>());
    return Optional.of(parse(id, found.get(), parser));
  }

  /** Named types have to be known to the parser before they are referred to. */
  private void readReferences(int id, JsonNode schema, Schema.Parser parser, Set<String> seen)
      throws InterruptedException {
    for (JsonNode reference : schema.path("references")) {
      String path =
          "/subjects/"
              + encoded(reference.path("subject").asText())
              + "/versions/"
              + reference.path("version").asInt();
      if (!seen.add(path)) {
        continue;
      }
      if (seen.size() > MAX_REFERENCES) {
        throw new UnreadableRecordException(
            "schema " + id + ": refers to more than " + MAX_REFERENCES + " others");
      }
      JsonNode referred =
          http.get(path)
              .orElseThrow(() ->
                  new UnreadableRecordException(
                      "schema " + id + ": refers to " + path + ", which the registry lacks"));
      readReferences(id, referred, parser, seen);
      parse(id, referred, parser);
    }
  }

  private static Schema parse(int id, JsonNode schema, Schema.Parser parser) {
    try {
      return parser.parse(schema.path("schema").asText());
    } catch (AvroRuntimeException | StackOverflowError e) {
      throw new UnreadableRecordException(
          "schema " + id + ": Avro cannot read it: " + e.getMessage(), e);
    }
  }

  /**
   * Registers a schema under a subject, unless it is there, and returns its id.
   *
   * @throws RegistryException if no server answers, or it is not taken: with 409, because it does
   *     not fit the subject's earlier versions
   */
  public int register(String subject, String schema) throws InterruptedException {
    String path = "/subjects/" + encoded(subject) + "/versions";
    return http.post(path, body(schema))
        .map(answer -> answer.path("id").asInt())
        .orElseThrow(() -> new RegistryException("registry: no subject " + subject, 404));
  }

  /** Returns the id of a schema of a subject; empty if the subject does not have it. */
  public Optional<Integer> idOf(String subject, String schema) throws InterruptedException {
    return http.post("/subjects/" + encoded(subject), body(schema))
        .map(answer -> answer.path("id").asInt());
  }

  private static JsonNode body(String schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema).put("schemaType", "AVRO");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
