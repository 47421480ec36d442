package dev.sluice.topology.codec;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.QueueRules;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.QueueField;
import dev.sluice.v1.Command;
import dev.sluice.v1.CreateQueue;
import dev.sluice.v1.DeleteDeadLetter;
import dev.sluice.v1.DeleteQueue;
import dev.sluice.v1.DeleteTask;
import dev.sluice.v1.PauseQueue;
import dev.sluice.v1.PurgeQueue;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.RedriveDeadLetter;
import dev.sluice.v1.ResumeQueue;
import dev.sluice.v1.RunTask;
import dev.sluice.v1.UpdateQueue;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads commands. One that cannot be carried out is answered, not dead-lettered. */
final class CommandDecoder {

  private final int partitions;
  private final Limits limits;

  CommandDecoder(int partitions, Limits limits) {
    this.partitions = partitions;
    this.limits = limits;
  }

  Input.Command decode(Arrival arrival) {
    byte[] value = arrival.value();
    if (value == null) {
      return new Input.InvalidCommand("value: absent (expected: a Command)");
    }
    try {
      return command(AvroCodec.decode(value, Command.class), arrival);
    } catch (UnreadableRecordException | InvalidNameException | InvalidCommandException e) {
      return new Input.InvalidCommand(Text.clip(String.valueOf(e.getMessage())));
    }
  }

  private Input.Command command(Command command, Arrival arrival) {
    int partition = arrival.at().partition();
    String name = command.getName();
    return switch (command.getAction()) {
      case CreateQueue create ->
          new Input.CreateQueue(
              queue(name, partition), QueueCodec.settings(checked(create.getConfig())));
      case UpdateQueue update ->
          new Input.UpdateQueue(
              queue(name, partition),
              QueueCodec.settings(checked(update)),
              fields(update),
              TargetCodec.change(update.getConfig(), targetFields(update)));
      case PauseQueue _ -> new Input.PauseQueue(queue(name, partition));
      case ResumeQueue _ -> new Input.ResumeQueue(queue(name, partition));
      case PurgeQueue _ -> new Input.PurgeQueue(queue(name, partition), arrival.appendedMicros());
      case DeleteQueue _ -> new Input.DeleteQueue(queue(name, partition));
      case RunTask _ -> {
        TaskName task = task(name, partition);
        yield new Input.RunTask(task.queue().toString(), task.taskId());
      }
      case DeleteTask _ -> {
        TaskName task = task(name, partition);
        yield new Input.DeleteTask(task.queue().toString(), task.taskId());
      }
      case RedriveDeadLetter redrive ->
          new Input.RedriveDeadLetter(deadLetter(redrive.getId(), partition));
      case DeleteDeadLetter delete ->
          new Input.DeleteDeadLetter(deadLetter(delete.getId(), partition));
      default ->
          throw new InvalidCommandException(
              "action: " + command.getAction().getClass().getSimpleName() + " (expected: known)");
    };
  }

  private String queue(String name, int partition) {
    return checkOwner(QueueName.parse(name), partition).toString();
  }

  private TaskName task(String name, int partition) {
    TaskName task = TaskName.parse(name);
    checkOwner(task.queue(), partition);
    return task;
  }

  private QueueName checkOwner(QueueName queue, int partition) {
    int owner = Partitions.of(queue.toString(), partitions);
    if (owner != partition) {
      throw new InvalidCommandException(
          "partition: " + partition + " (expected: " + owner + ", which owns " + queue + ")");
    }
    return queue;
  }

  private static long deadLetter(String id, int partition) {
    return DeadLetterId.sequence(id, partition)
        .orElseThrow(() ->
            new InvalidCommandException(
                "id: " + id + " (expected: a dead letter of partition " + partition + ")"));
  }

  private QueueConfig checked(QueueConfig config) {
    return checked(config, QueueRules.violation(config, limits));
  }

  private QueueConfig checked(UpdateQueue update) {
    QueueConfig config = update.getConfig();
    // What names parts of a target is judged when they are put together.
    return targetFields(update).isEmpty()
        ? checked(config)
        : checked(config, QueueRules.updateViolation(config, limits));
  }

  private static QueueConfig checked(QueueConfig config, Optional<String> violation) {
    violation.ifPresent(message -> {
      throw new InvalidCommandException(message);
    });
    return config;
  }

  private static List<String> targetFields(UpdateQueue update) {
    return update.getFields().stream().filter(TargetCodec::isTargetField).toList();
  }

  private static Set<QueueField> fields(UpdateQueue update) {
    Set<QueueField> fields = EnumSet.noneOf(QueueField.class);
    for (String name : update.getFields()) {
      if (TargetCodec.isTargetField(name)) {
        continue;
      }
      fields.add(
          QueueCodec.field(name)
              .orElseThrow(() ->
                  new InvalidCommandException(
                      "field: " + name + " (expected: a field of QueueConfig)")));
    }
    return fields;
  }

  /** A command that breaks a rule. */
  private static final class InvalidCommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidCommandException(String message) {
      super(message, null, false, false);
    }
  }
}
