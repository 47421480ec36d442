package dev.sluice.topology.core;

import dev.sluice.topology.core.Decision.Verdict;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Verdicts in bytes. */
final class ResultCodec {

  private static final int CREATED = 1;
  private static final int PARKED = 2;
  private static final int QUEUE_DONE = 3;
  private static final int TASK_DONE = 4;
  private static final int REJECTED = 5;
  private static final Verdict.Reason[] REASONS = Verdict.Reason.values();

  private ResultCodec() {}

  static void write(ByteWriter out, Verdict.Result result) {
    switch (result) {
      case Verdict.Created() -> out.u8(CREATED);
      case Verdict.Parked() -> out.u8(PARKED);
      case Verdict.QueueDone(Optional<QueueSnapshot> queue) ->
          optional(out.u8(QUEUE_DONE), queue, QueueCodec::write);
      case Verdict.TaskDone(Optional<TaskSnapshot> task) ->
          optional(out.u8(TASK_DONE), task, ResultCodec::writeTask);
      case Verdict.Rejected(Verdict.Reason reason, String message) ->
          out.u8(REJECTED).constant(reason).text(message);
    }
  }

  static Verdict.Result read(ByteReader in) {
    int kind = in.u8();
    return switch (kind) {
      case CREATED -> new Verdict.Created();
      case PARKED -> new Verdict.Parked();
      case QUEUE_DONE -> new Verdict.QueueDone(optional(in, QueueCodec::read));
      case TASK_DONE -> new Verdict.TaskDone(optional(in, ResultCodec::readTask));
      case REJECTED -> new Verdict.Rejected(REASONS[in.u8()], in.text());
      default -> throw new IllegalStateException("verdict: " + kind + " (expected: 1 to 5)");
    };
  }

  private static void writeTask(ByteWriter out, TaskSnapshot task) {
    out.text(task.queueName()).text(task.taskId()).bytes(task.payload());
    out.i64(task.createMicros()).i64(task.scheduleMicros());
    out.varint(task.dispatchCount()).varint(task.responseCount());
    optional(out, task.firstAttempt(), Attempts::write);
    optional(out, task.lastAttempt(), Attempts::write);
  }

  private static TaskSnapshot readTask(ByteReader in) {
    return new TaskSnapshot(
        in.text(),
        in.text(),
        in.bytes(),
        in.i64(),
        in.i64(),
        in.count(),
        in.count(),
        optional(in, Attempts::readOne),
        optional(in, Attempts::readOne));
  }

  private static <T> void optional(
      ByteWriter out, Optional<T> value, BiConsumer<ByteWriter, T> writer) {
    out.flag(value.isPresent());
    value.ifPresent(present -> writer.accept(out, present));
  }

  private static <T> Optional<T> optional(ByteReader in, Function<ByteReader, T> reader) {
    return in.flag() ? Optional.of(reader.apply(in)) : Optional.empty();
  }
}
