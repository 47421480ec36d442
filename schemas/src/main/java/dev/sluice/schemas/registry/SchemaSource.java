package dev.sluice.schemas.registry;

import dev.sluice.schemas.UnreadableRecordException;
import java.util.Optional;
import org.apache.avro.Schema;

/** Who knows the schemas of a registry. Safe for use by several threads. */
@FunctionalInterface
public interface SchemaSource {

  /**
   * Returns the Avro schema of an id, with what it refers to; empty if there is none. May take
   * long.
   *
   * @throws RegistryException if it cannot be had now
   * @throws UnreadableRecordException if it is of another kind, or Avro cannot read it
   */
  Optional<Schema> schema(int id) throws InterruptedException;
}
