package dev.sluice.topology.codec;

import dev.sluice.topology.core.Input;

/** What a record turned out to be. */
public sealed interface Decoded {

  /** An input for the core. */
  record Take(Input input) implements Decoded {}

  /**
   * A record whose schema is not known yet.
   *
   * @param schemaId the schema
   * @param taskName full name of the task it is about
   */
  record Unread(int schemaId, String taskName) implements Decoded {}

  /**
   * A record of another partition, to be forwarded there once.
   *
   * @param partition the partition that owns its queue
   */
  record Reroute(int partition) implements Decoded {}
}
