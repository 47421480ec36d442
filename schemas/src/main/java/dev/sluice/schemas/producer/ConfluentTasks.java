package dev.sluice.schemas.producer;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.ConfluentFormat;
import dev.sluice.schemas.registry.RegistryClient;
import dev.sluice.schemas.registry.RegistryException;
import dev.sluice.schemas.registry.SubjectStrategy;
import dev.sluice.v1.Task;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificData;

/**
 * Writes tasks in Confluent's format, with the schema registered. The registry is asked once for
 * each topic; until it has answered, sending waits for it, and fails after some tries.
 */
public final class ConfluentTasks implements TaskFormat {

  private static final int TRIES = 4;
  private static final long FIRST_PAUSE_MILLIS = 100;

  private final RegistryClient registry;
  private final SubjectStrategy subjects;
  private final boolean registers;
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();

  /**
   * Makes a format.
   *
   * @param registers whether the schema is registered if it is not there; else it must be
   */
  public ConfluentTasks(RegistryClient registry, SubjectStrategy subjects, boolean registers) {
    this.registry = registry;
    this.subjects = subjects;
    this.registers = registers;
  }

  /**
   * Returns the value of a task's record.
   *
   * @throws RegistryException if the schema's id cannot be had
   */
  @Override
  public byte[] encode(String topic, Task task) {
    Integer id = ids.get(topic);
    if (id == null) {
      id = id(topic);
      ids.put(topic, id);
    }
    return ConfluentFormat.value(id, AvroCodec.encode(task), AvroCodec.HEADER_BYTES);
  }

  private int id(String topic) {
    String schema = AvroCodec.schemaText(Task.class);
    String subject =
        subjects.subject(topic, SpecificData.get().getSchema(Task.class).getFullName());
    try {
      for (int i = 1; ; i++) {
        try {
          return ask(subject, schema);
        } catch (RegistryException e) {
          if (!e.isPassing() || i == TRIES) {
            throw e;
          }
          Thread.sleep(FIRST_PAUSE_MILLIS << i);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the registry was asked", e);
    }
  }

  private int ask(String subject, String schema) throws InterruptedException {
    if (registers) {
      return registry.register(subject, schema);
    }
    return registry
        .idOf(subject, schema)
        .orElseThrow(() ->
            new IllegalStateException(
                "subject "
                    + subject
                    + ": lacks the schema of Task (expected: registered before, as it is not to be"
                    + " registered by itself)"));
  }
}
