package dev.sluice.topology.codec;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.TopicNames;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.SchedulerDriver;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.topology.core.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What Jazzer gives bytes to: a record of sluice.tasks, through the decoder and the core. The first
 * byte says whether the key names the task or its queue; the rest is the value.
 */
public final class TaskRecordFuzzer {

  private static final String QUEUE = SchedulerDriver.QUEUE;

  /** Of the driver. */
  private static final int PARTITION = 3;

  private static final InputDecoder DECODER =
      new InputDecoder(
          new InputTopics(TopicNames.DEFAULT), partitions(), Limits.WIDE, TaskSchemas.NONE);

  private TaskRecordFuzzer() {}

  /**
   * Takes one record.
   *
   * @throws AssertionError if it becomes neither a task nor a dead letter
   */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] value = Arrays.copyOfRange(data, 1, data.length);
    decode(value);
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults());
    Coordinates at = driver.next(InputTopic.TASKS);
    String key = (data[0] & 1) == 1 ? QUEUE + "/tasks/t" : QUEUE;
    Arrival arrival =
        new Arrival(
            at, driver.now(), key.getBytes(StandardCharsets.UTF_8), value, new RecordHeaders());
    Input input = ((Decoded.Take) DECODER.decode(arrival)).input();
    driver.process(at, input);
    switch (input) {
      case Input.Create create -> requireTask(driver, create);
      case Input.Unusable unusable -> requireLetter(driver, unusable);
      default -> throw new AssertionError(input + " (expected: a task or a dead letter)");
    }
    driver.commit();
  }

  /** Bytes of any type of record: they are one, or unreadable. */
  private static void decode(byte[] value) {
    try {
      AvroCodec.decode(value);
    } catch (UnreadableRecordException e) {
      require(String.valueOf(e.getMessage()).contains("(expected: "), String.valueOf(e));
    }
  }

  private static void requireTask(SchedulerDriver driver, Input.Create create) {
    require(
        driver.reader().task(QUEUE, create.taskId()) instanceof SchedulerReader.Living,
        create + " (expected: a task)");
  }

  private static void requireLetter(SchedulerDriver driver, Input.Unusable unusable) {
    require(!unusable.message().startsWith("decoder: failed"), unusable.message());
    require(driver.take(DeadLettered.class).size() == 1, unusable + " (expected: a dead letter)");
  }

  private static void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new AssertionError(otherwise);
    }
  }

  /** The least number of partitions with which the queue is on the driver's. */
  private static int partitions() {
    int partitions = PARTITION + 1;
    while (Partitions.of(QUEUE, partitions) != PARTITION) {
      partitions++;
    }
    return partitions;
  }
}
