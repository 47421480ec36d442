package dev.sluice.standalone.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.QueueName;
import dev.sluice.standalone.client.CallFailedException;
import dev.sluice.standalone.client.Rest;
import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file of queues: a list of Queue resources as the API has them, in YAML or JSON, alone or under
 * {@code queues}. A name may be an id alone.
 */
final class QueueFile {

  private record Entry(int number, QueueName name, ObjectNode queue) {}

  private final Path file;
  private final List<Entry> entries;

  private QueueFile(Path file, List<Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /**
   * Reads a file.
   *
   * @throws UserErrorException if it cannot be read or an entry is not a queue with a name
   */
  static QueueFile read(Path file) {
    JsonNode root = parse(file);
    JsonNode list = root.isObject() ? root.path("queues") : root;
    if (!list.isArray()) {
      throw new UserErrorException(file + ": (expected: a list of queues, alone or under queues)");
    }
    List<Entry> entries = new ArrayList<>();
    Set<QueueName> names = new HashSet<>();
    for (JsonNode node : list) {
      Entry entry = entry(file, entries.size() + 1, node);
      if (!names.add(entry.name())) {
        throw new UserErrorException(where(file, entry) + "twice (expected: each queue once)");
      }
      entries.add(entry);
    }
    return new QueueFile(file, entries);
  }

  private static JsonNode parse(Path file) {
    try {
      return new YAMLMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      String at = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new UserErrorException(file + at + ": not YAML or JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UserErrorException(file + ": cannot be read (expected: a file of queues)");
    }
  }

  private static Entry entry(Path file, int number, JsonNode node) {
    String wrong = file + ": entry " + number;
    if (!(node instanceof ObjectNode queue) || !node.path("name").isTextual()) {
      throw new UserErrorException(wrong + " has no name (expected: a queue such as name: mail)");
    }
    String name = node.path("name").asText();
    try {
      QueueName full =
          name.contains("/") ? QueueName.parse(name) : new QueueName("sluice", "local", name);
      return new Entry(number, full, queue.put("name", full.toString()));
    } catch (InvalidNameException e) {
      throw new UserErrorException(wrong + ", name: " + name + ": " + e.getMessage());
    }
  }

  private static String where(Path file, Entry entry) {
    return file + ": entry " + entry.number() + " (" + entry.name().queueId() + "): ";
  }

  /**
   * Creates the queues, or makes those that exist as the file says.
   *
   * @throws UserErrorException naming the first entry that was refused
   */
  void apply(Rest rest) {
    for (Entry entry : entries) {
      try {
        rest.patch(entry.name().toString(), entry.queue());
      } catch (CallFailedException e) {
        throw new UserErrorException(where(file, entry) + e.getMessage());
      }
    }
  }
}
