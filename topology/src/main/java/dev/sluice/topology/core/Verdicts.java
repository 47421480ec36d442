package dev.sluice.topology.core;

import java.util.Optional;

/** Answers, and their memory: those to commands can be looked up for a minute. */
final class Verdicts implements Chore {

  private static final long KEPT_MICROS = 60 * Micros.PER_SECOND;
  private static final int STEP = 100;
  private static final int LAYOUT = 1;

  private final OrderedRange byOffset;

  Verdicts(Ranges ranges) {
    this.byOffset = ranges.open(Keys.VERDICT);
  }

  void tell(Coordinates about, Decision.Verdict.Result result, Turn turn) {
    turn.emit(new Decision.Verdict(about, result));
  }

  void tellAndKeep(Coordinates about, Decision.Verdict.Result result, Turn turn) {
    ByteWriter out = new ByteWriter(128).u8(LAYOUT).i64(turn.nowMicros());
    ResultCodec.write(out, result);
    byOffset.put(Keys.of(Keys.VERDICT, about.offset()), out.toBytes());
    tell(about, result, turn);
  }

  static Optional<Decision.Verdict.Result> find(ReadTable index, long offset) {
    byte[] value = index.get(Keys.of(Keys.VERDICT, offset));
    if (value == null) {
      return Optional.empty();
    }
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    in.i64();
    return Optional.of(ResultCodec.read(in));
  }

  @Override
  public boolean step(Turn turn) {
    for (int i = 0; i < STEP; i++) {
      OrderedRange.Entry oldest = byOffset.head();
      if (oldest == null || freeMicros(oldest.value()) > turn.nowMicros()) {
        return false;
      }
      byOffset.delete(oldest.key());
    }
    return true;
  }

  private static long freeMicros(byte[] value) {
    return Micros.add(ByteReader.ofLayout(value, LAYOUT).i64(), KEPT_MICROS);
  }
}
