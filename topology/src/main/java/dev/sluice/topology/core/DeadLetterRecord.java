package dev.sluice.topology.core;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it is stored; its payload lies among the definitions.
 *
 * @param letter what is told of it
 * @param createMicros create time of its task
 * @param deadlineMillis how long an attempt of its task may take
 * @param terms what else of its task the scheduler goes by
 * @param generatedName whether its task's name was made by the server
 */
record DeadLetterRecord(
    Decision.DeadLettered letter,
    long createMicros,
    long deadlineMillis,
    Terms terms,
    boolean generatedName) {

  private static final int LAYOUT = 1;
  private static final int GENERATED = 1;
  private static final String TASKS = "/tasks/";
  private static final Decision.DeadLettered.Cause[] CAUSES = Decision.DeadLettered.Cause.values();

  static String taskName(String queueName, String taskId) {
    return queueName + TASKS + taskId;
  }

  String taskId() {
    return letter.taskName().substring(letter.queueName().length() + TASKS.length());
  }

  static long sequence(byte[] key) {
    return new ByteReader(key, 1).i64();
  }

  static long deadMicros(byte[] value) {
    return ByteReader.ofLayout(value, LAYOUT).i64();
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(256 + letter.raw().length).u8(LAYOUT);
    out.i64(letter.deadMicros()).text(letter.queueName()).text(letter.taskName());
    out.constant(letter.cause()).text(letter.message()).flag(letter.payload().isPresent());
    out.varint(letter.dispatchCount()).varint(letter.responseCount());
    Attempts.write(out, letter.attempts());
    out.coordinates(letter.source()).bytes(letter.raw());
    out.i64(createMicros).i64(deadlineMillis).u8((generatedName ? GENERATED : 0) | terms.flags());
    terms.write(out);
    return out.toBytes();
  }

  static @Nullable DeadLetterRecord find(ReadTable definitions, ReadTable index, long sequence) {
    byte[] value = index.get(Keys.of(Keys.DEAD_LETTER, sequence));
    if (value == null) {
      return null;
    }
    byte[] payload = definitions.get(Keys.deadLetterPayload(sequence));
    return of(sequence, value, Optional.ofNullable(payload));
  }

  private static DeadLetterRecord of(long sequence, byte[] value, Optional<byte[]> payload) {
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    long deadMicros = in.i64();
    String queueName = in.text();
    String taskName = in.text();
    Decision.DeadLettered.Cause cause = CAUSES[in.u8()];
    String message = in.text();
    boolean hasPayload = in.flag();
    int dispatchCount = in.count();
    int responseCount = in.count();
    List<AttemptRecord> attempts = Attempts.read(in);
    Coordinates source = in.coordinates();
    byte[] raw = in.bytes();
    Decision.DeadLettered letter =
        new Decision.DeadLettered(
            sequence,
            queueName,
            taskName,
            cause,
            message,
            deadMicros,
            hasPayload ? payload : Optional.empty(),
            dispatchCount,
            responseCount,
            attempts,
            source,
            raw);
    long createMicros = in.i64();
    long deadlineMillis = in.i64();
    int flags = in.u8();
    return new DeadLetterRecord(
        letter, createMicros, deadlineMillis, Terms.read(flags, in), (flags & GENERATED) != 0);
  }
}
