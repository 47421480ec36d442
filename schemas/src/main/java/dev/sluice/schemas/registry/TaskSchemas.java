package dev.sluice.schemas.registry;

import dev.sluice.schemas.TaskReader;

/** How to read what was written with a schema of a registry. Answers at once. */
public interface TaskSchemas extends AutoCloseable {

  /** What is known of a schema. */
  sealed interface Answer {}

  /** How to read what it wrote. */
  record Known(TaskReader reader) implements Answer {}

  /** It cannot be read, and why. */
  record Unusable(String message) implements Answer {}

  /** Nothing is known yet; it is being asked for. */
  record NotYet() implements Answer {}

  /** There is no registry. */
  TaskSchemas NONE =
      id ->
          new Unusable(
              "value: starts with 00, Confluent's format, with schema id "
                  + id
                  + " (expected: a registry to ask for it; set sluice.registry.urls)");

  /** Returns what is known of the schema with an id. */
  Answer find(int id);

  /** Asks no more. */
  @Override
  default void close() {}
}
