package dev.sluice.topology.codec;

import dev.sluice.schemas.TopicNames;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.InputTopic;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The topics that are read, by name and by kind. */
public final class InputTopics {

  private final Map<String, InputTopic> kinds = new HashMap<>();
  private final Map<InputTopic, String> names = new EnumMap<>(InputTopic.class);

  /** The input topics of an installation. */
  public InputTopics(TopicNames topics) {
    put(InputTopic.TASKS, topics.tasks());
    put(InputTopic.INBOX, topics.inbox());
    put(InputTopic.REROUTED, topics.rerouted());
    put(InputTopic.COMMANDS, topics.commands());
    put(InputTopic.OUTCOMES, topics.outcomes());
    put(InputTopic.RETRIES, topics.retries());
  }

  private void put(InputTopic kind, String name) {
    kinds.put(name, kind);
    names.put(kind, name);
  }

  /** Returns the names of all input topics. */
  public List<String> all() {
    return List.copyOf(names.values());
  }

  /** Returns what a topic is for; empty for a topic that is not read. */
  public Optional<InputTopic> kind(String name) {
    return Optional.ofNullable(kinds.get(name));
  }

  /** Returns the full name of a topic. */
  public String name(InputTopic kind) {
    return Objects.requireNonNull(names.get(kind));
  }

  /** Returns coordinates as records carry them. */
  dev.sluice.v1.Coordinates toRecord(Coordinates at) {
    return new dev.sluice.v1.Coordinates(name(at.topic()), at.partition(), at.offset());
  }

  /**
   * Returns coordinates that a record carries.
   *
   * @throws UnreadableRecordException if the topic is not one that is read
   */
  Coordinates fromRecord(dev.sluice.v1.Coordinates at) {
    InputTopic kind =
        kind(at.getTopic())
            .orElseThrow(() ->
                new UnreadableRecordException(
                    "incarnation.topic: "
                        + Text.clip(at.getTopic())
                        + " (expected: one of "
                        + all()
                        + ")"));
    return new Coordinates(kind, at.getPartition(), at.getOffset());
  }
}
