package dev.sluice.topology.core;

import java.util.Optional;

/**
 * Answers, and their memory: those to commands can be looked up for a minute, and so can refusals
 * of creates. That a task was created shows in the state; that it was not, does so only as long as
 * the queue is still absent or the name still taken.
 */
final class Verdicts implements Chore {

  private static final long KEPT_MICROS = 60 * Micros.PER_SECOND;
  private static final int STEP = 100;

  /** Earlier answers showed less of a queue. */
  private static final int LAYOUT = 3;

  /** Earlier refusals did not say whose they are, so that they cannot be told to anybody. */
  private static final int REFUSAL_LAYOUT = 4;

  private static final Decision.Verdict.Result NOBODYS =
      Refusals.invalid("key: none of a queue (expected: the name of a task or of its queue)");

  private final OrderedRange ofCommands;
  private final OrderedRange refusals;

  Verdicts(Ranges ranges) {
    this.ofCommands = ranges.open(Keys.VERDICT);
    this.refusals = ranges.open(Keys.REFUSAL);
  }

  /**
   * Tells what became of a record that was to create a task.
   *
   * @param queueName whose it is; empty if it names none
   */
  void ofCreate(Coordinates about, String queueName, Decision.Verdict.Result result, Turn turn) {
    // Only writers of the tasks topic look verdicts up.
    if (result instanceof Decision.Verdict.Rejected && about.topic() == InputTopic.TASKS) {
      ByteWriter out = head(REFUSAL_LAYOUT, turn).text(queueName);
      ResultCodec.write(out, result);
      refusals.put(ofRefusal(about), out.toBytes());
    }
    turn.emit(new Decision.Verdict(about, result));
  }

  /** Tells that a record waits until it can be read. */
  void ofUnread(Coordinates about, Turn turn) {
    turn.emit(new Decision.Verdict(about, new Decision.Verdict.Parked()));
  }

  void ofCommand(Coordinates about, Decision.Verdict.Result result, Turn turn) {
    ByteWriter out = head(LAYOUT, turn);
    ResultCodec.write(out, result);
    ofCommands.put(Keys.of(Keys.VERDICT, about.offset()), out.toBytes());
    turn.emit(new Decision.Verdict(about, result));
  }

  private static ByteWriter head(int layout, Turn turn) {
    return new ByteWriter(128).u8(layout).i64(turn.nowMicros());
  }

  static Optional<Decision.Verdict.Result> find(ReadTable index, long offset) {
    byte[] value = index.get(Keys.of(Keys.VERDICT, offset));
    if (value == null || isOld(value, LAYOUT)) {
      return Optional.empty();
    }
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    in.i64();
    return Optional.of(ResultCodec.read(in));
  }

  /**
   * Returns why a record was refused, in words that are for those only who may ask about its queue.
   * Of a record that names no queue anybody may know that it was refused, but not its words.
   */
  static Optional<Decision.Verdict.Result> findRefusal(
      ReadTable index, Coordinates about, String queueName) {
    byte[] value = about.topic() == InputTopic.TASKS ? index.get(ofRefusal(about)) : null;
    if (value == null || isOld(value, REFUSAL_LAYOUT)) {
      return Optional.empty();
    }
    ByteReader in = ByteReader.ofLayout(value, REFUSAL_LAYOUT);
    in.i64();
    String of = in.text();
    if (of.isEmpty()) {
      return Optional.of(NOBODYS);
    }
    return of.equals(queueName) ? Optional.of(ResultCodec.read(in)) : Optional.empty();
  }

  /** Forwarded records are asked for by the partition they came to first: it is not this one. */
  private static byte[] ofRefusal(Coordinates about) {
    return Keys.of(Keys.REFUSAL, about.offset(), about.partition());
  }

  @Override
  public boolean step(Turn turn) {
    boolean more = forget(ofCommands, LAYOUT, turn);
    return forget(refusals, REFUSAL_LAYOUT, turn) || more;
  }

  private static boolean forget(OrderedRange kept, int layout, Turn turn) {
    for (int i = 0; i < STEP; i++) {
      OrderedRange.Entry oldest = kept.head();
      if (oldest == null || freeMicros(oldest.value(), layout) > turn.nowMicros()) {
        return false;
      }
      kept.delete(oldest.key());
    }
    return true;
  }

  private static long freeMicros(byte[] value, int layout) {
    ByteReader in =
        isOld(value, layout) ? new ByteReader(value, 1) : ByteReader.ofLayout(value, layout);
    return Micros.add(in.i64(), KEPT_MICROS);
  }

  private static boolean isOld(byte[] value, int layout) {
    return value.length > 0 && value[0] < layout;
  }
}
