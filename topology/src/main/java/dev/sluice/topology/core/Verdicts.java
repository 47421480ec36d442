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
  private static final int LAYOUT = 3;

  /** Of releases whose answers showed less of a queue; they are not told any more. */
  private static final int LAST_OLD_LAYOUT = 2;

  private final OrderedRange ofCommands;
  private final OrderedRange refusals;

  Verdicts(Ranges ranges) {
    this.ofCommands = ranges.open(Keys.VERDICT);
    this.refusals = ranges.open(Keys.REFUSAL);
  }

  void ofCreate(Coordinates about, Decision.Verdict.Result result, Turn turn) {
    // Only writers of the tasks topic look verdicts up.
    if (result instanceof Decision.Verdict.Rejected && about.topic() == InputTopic.TASKS) {
      refusals.put(ofRefusal(about), toBytes(result, turn));
    }
    turn.emit(new Decision.Verdict(about, result));
  }

  void ofCommand(Coordinates about, Decision.Verdict.Result result, Turn turn) {
    ofCommands.put(Keys.of(Keys.VERDICT, about.offset()), toBytes(result, turn));
    turn.emit(new Decision.Verdict(about, result));
  }

  private static byte[] toBytes(Decision.Verdict.Result result, Turn turn) {
    ByteWriter out = new ByteWriter(128).u8(LAYOUT).i64(turn.nowMicros());
    ResultCodec.write(out, result);
    return out.toBytes();
  }

  static Optional<Decision.Verdict.Result> find(ReadTable index, long offset) {
    return find(index, Keys.of(Keys.VERDICT, offset));
  }

  static Optional<Decision.Verdict.Result> findRefusal(ReadTable index, Coordinates about) {
    return about.topic() == InputTopic.TASKS ? find(index, ofRefusal(about)) : Optional.empty();
  }

  /** Forwarded records are asked for by the partition they came to first: it is not this one. */
  private static byte[] ofRefusal(Coordinates about) {
    return Keys.of(Keys.REFUSAL, about.offset(), about.partition());
  }

  private static Optional<Decision.Verdict.Result> find(ReadTable index, byte[] key) {
    byte[] value = index.get(key);
    if (value == null || isOld(value)) {
      return Optional.empty();
    }
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    in.i64();
    return Optional.of(ResultCodec.read(in));
  }

  @Override
  public boolean step(Turn turn) {
    boolean more = forget(ofCommands, turn);
    return forget(refusals, turn) || more;
  }

  private static boolean forget(OrderedRange kept, Turn turn) {
    for (int i = 0; i < STEP; i++) {
      OrderedRange.Entry oldest = kept.head();
      if (oldest == null || freeMicros(oldest.value()) > turn.nowMicros()) {
        return false;
      }
      kept.delete(oldest.key());
    }
    return true;
  }

  private static long freeMicros(byte[] value) {
    ByteReader in = isOld(value) ? new ByteReader(value, 1) : ByteReader.ofLayout(value, LAYOUT);
    return Micros.add(in.i64(), KEPT_MICROS);
  }

  private static boolean isOld(byte[] value) {
    return value.length > 0 && value[0] <= LAST_OLD_LAYOUT;
  }
}
