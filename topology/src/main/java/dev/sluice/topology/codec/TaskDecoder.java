package dev.sluice.topology.codec;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.ConfluentFormat;
import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskIds;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.TaskReader;
import dev.sluice.schemas.TaskRecords;
import dev.sluice.schemas.TaskRules;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.core.Decision.DeadLettered.Cause;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.v1.Task;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads tasks, inbox and rerouted. Whatever stands there, the answer is an input: a create, a
 * delete, or a dead letter with the reason; unless its schema is still being asked for.
 */
final class TaskDecoder {

  private static final int MAX_KEY_BYTES = 4_096;

  private final InputTopics topics;
  private final int partitions;
  private final Limits limits;
  private final TaskSchemas schemas;

  TaskDecoder(InputTopics topics, int partitions, Limits limits, TaskSchemas schemas) {
    this.topics = topics;
    this.partitions = partitions;
    this.limits = limits;
    this.schemas = schemas;
  }

  Decoded decode(Arrival arrival) {
    boolean forwarded = arrival.at().topic() == InputTopic.REROUTED;
    Origin origin = forwarded ? Origin.ofForwarded(arrival, topics) : Origin.of(arrival);
    Dead dead = new Dead(arrival, origin, rawLimitBytes());
    Addressee to;
    try {
      to = Addressee.of(arrival.key());
    } catch (InvalidNameException | UnreadableRecordException e) {
      return dead.letter(Cause.INVALID, "key: " + e.getMessage());
    }
    dead = dead.of(to);
    if (arrival.valueBytes() > rawLimitBytes()) {
      return dead.letter(Cause.TOO_LARGE, tooLarge("value", arrival.valueBytes()));
    }
    int owner = Partitions.of(to.queue().toString(), partitions);
    if (owner == arrival.at().partition()) {
      return decode(arrival, origin, to, dead);
    }
    return forwarded
        ? dead.letter(
            Cause.MISROUTED,
            "partition: " + arrival.at().partition() + " (expected: " + owner + ")")
        : new Decoded.Reroute(owner);
  }

  /** Returns the size of a foreign value that is kept with its dead letter at most. */
  private int rawLimitBytes() {
    return 2 * limits.maxTaskBytes();
  }

  private String tooLarge(String what, int bytes) {
    return what
        + ": "
        + bytes
        + " bytes (expected: an encoded task of at most "
        + limits.maxTaskBytes()
        + ")";
  }

  private Decoded decode(Arrival arrival, Origin origin, Addressee to, Dead dead) {
    byte[] value = arrival.value();
    if (value == null) {
      return to.task()
          .map(task ->
              (Decoded) new Decoded.Take(new Input.Delete(to.queue().toString(), task.taskId())))
          .orElseGet(() ->
              dead.letter(Cause.INVALID, "key: a queue's name (expected: a task's, to delete it)"));
    }
    Task task;
    try {
      if (ConfluentFormat.claims(value)) {
        return decodeConfluent(ConfluentFormat.schemaId(value), value, origin, to, dead);
      }
      task = TaskRecords.decode(value);
    } catch (UnreadableRecordException e) {
      return dead.letter(Cause.UNREADABLE, String.valueOf(e.getMessage()));
    }
    return named(task, value, origin, to, dead);
  }

  private Decoded decodeConfluent(
      int schemaId, byte[] value, Origin origin, Addressee to, Dead dead) {
    return switch (schemas.find(schemaId)) {
      case TaskSchemas.Known(TaskReader reader) ->
          named(reader.read(value, ConfluentFormat.HEADER_BYTES), value, origin, to, dead);
      case TaskSchemas.Unusable(String message) -> dead.letter(Cause.UNREADABLE, message);
      case TaskSchemas.NotYet() ->
          new Decoded.Unread(
              schemaId, to.task().orElseGet(() -> madeName(to.queue(), origin)).toString());
    };
  }

  private Decoded named(Task task, byte[] value, Origin origin, Addressee to, Dead dead) {
    String name = to.task().map(TaskName::toString).orElse("");
    if (!task.getName().isEmpty() && !task.getName().equals(name)) {
      return dead.letter(
          Cause.INVALID,
          "name: " + Text.clip(task.getName()) + " (expected: the record's key, " + to.key() + ")");
    }
    return create(task, value, origin, to, dead);
  }

  private Decoded create(Task task, byte[] value, Origin origin, Addressee to, Dead dead) {
    TaskName name = to.task().orElseGet(() -> madeName(to.queue(), origin));
    boolean generated = to.task().isEmpty() || task.getGeneratedName();
    TaskTimes times = TaskTimes.of(task, origin.appendedMicros());
    byte[] payload = payload(task, value, name, generated, times);
    if (payload.length > limits.maxTaskBytes()) {
      return dead.of(name).letter(Cause.TOO_LARGE, tooLarge("task", payload.length));
    }
    Optional<String> violation =
        TaskRules.violationBesidesName(task, limits, Micros.instant(origin.appendedMicros()));
    if (violation.isPresent()) {
      return dead.of(name).letter(Cause.INVALID, violation.get());
    }
    return new Decoded.Take(
        new Input.Create(
            origin.first(),
            origin.appendedMicros(),
            to.queue().toString(),
            name.taskId(),
            generated,
            task.getAwaitsVerdict(),
            times.createMicros(),
            times.scheduleMicros(),
            TaskRules.dispatchDeadline(task).toMillis(),
            TaskTerms.of(task),
            payload));
  }

  private TaskName madeName(QueueName queue, Origin origin) {
    var first = origin.first();
    return new TaskName(
        queue, TaskIds.of(topics.name(first.topic()), first.partition(), first.offset()));
  }

  /** Returns the task as the workers need it: the value itself where nothing is to be changed. */
  private static byte[] payload(
      Task task, byte[] value, TaskName name, boolean generated, TaskTimes times) {
    String fullName = name.toString();
    boolean foreign = value[0] != (byte) 0xC3;
    boolean repaired = times.writeTo(task);
    if (!foreign
        && !repaired
        && task.getName().equals(fullName)
        && task.getGeneratedName() == generated) {
      return value;
    }
    task.setName(fullName);
    task.setGeneratedName(generated);
    return AvroCodec.encode(task);
  }

  /** Whom a record is for, by its key. */
  private record Addressee(QueueName queue, Optional<TaskName> task) {

    static Addressee of(byte @Nullable [] key) {
      if (key == null) {
        throw new UnreadableRecordException(
            "absent (expected: the name of a task or of its queue)");
      }
      if (key.length > MAX_KEY_BYTES) {
        throw new UnreadableRecordException(
            key.length + " bytes (expected: at most " + MAX_KEY_BYTES + ")");
      }
      String name = Text.utf8(key);
      if (name.contains("/tasks/")) {
        TaskName task = TaskName.parse(name);
        return new Addressee(task.queue(), Optional.of(task));
      }
      return new Addressee(QueueName.parse(name), Optional.empty());
    }

    String key() {
      return task.map(TaskName::toString).orElseGet(queue::toString);
    }
  }

  /** What a dead letter of a record says of it. */
  private record Dead(
      Arrival arrival, Origin origin, int rawLimitBytes, String queueName, String taskName) {

    Dead(Arrival arrival, Origin origin, int rawLimitBytes) {
      this(arrival, origin, rawLimitBytes, "", "");
    }

    Dead of(Addressee to) {
      return new Dead(
          arrival,
          origin,
          rawLimitBytes,
          to.queue().toString(),
          to.task().map(TaskName::toString).orElse(""));
    }

    Dead of(TaskName task) {
      return new Dead(arrival, origin, rawLimitBytes, queueName, task.toString());
    }

    Decoded letter(Cause cause, String message) {
      byte[] value = arrival.value();
      byte[] raw =
          value == null || cause == Cause.TOO_LARGE || value.length > rawLimitBytes
              ? new byte[0]
              : value;
      return new Decoded.Take(
          new Input.Unusable(origin.first(), queueName, taskName, cause, Text.clip(message), raw));
    }
  }
}
