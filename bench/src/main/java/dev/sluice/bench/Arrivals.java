package dev.sluice.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;

/** What arrived at the target in one round. Used by one thread. */
final class Arrivals {

  /** Longest latency that the histogram holds: an hour. */
  static final long MAX_LATENCY_MICROS = 3_600_000_000L;

  /** Instants of two processes may differ by so much without anything being early. */
  private static final long EARLY_MICROS = -1_000;

  private final int round;
  private final long[] firstNanos;
  private final Histogram latencyMicros = new Histogram(MAX_LATENCY_MICROS, 3);
  private int distinct;
  private int duplicates;
  private int wrong;
  private int early;
  private int inside;
  private int mostInside;

  Arrivals(int round, int tasks) {
    this.round = round;
    this.firstNanos = new long[tasks];
  }

  /** A request has come. */
  void entered(byte[] body, long nowNanos) {
    inside++;
    mostInside = Math.max(mostInside, inside);
    if (!Body.isIntact(body)) {
      wrong++;
      return;
    }
    int number = Body.number(body);
    if (Body.round(body) != round || number < 0 || number >= firstNanos.length) {
      return;
    }
    if (firstNanos[number] != 0) {
      duplicates++;
      return;
    }
    firstNanos[number] = nowNanos;
    distinct++;
    long micros = (nowNanos - Body.fromNanos(body)) / 1_000;
    early += micros < EARLY_MICROS ? 1 : 0;
    latencyMicros.recordValue(Math.clamp(micros, 0, MAX_LATENCY_MICROS));
  }

  /** A request has been answered. */
  void left() {
    inside--;
  }

  int distinct() {
    return distinct;
  }

  /** Everything in one line, for the other process. */
  String toLine() {
    ByteBuffer histogram = ByteBuffer.allocate(latencyMicros.getNeededByteBufferCapacity());
    int length = latencyMicros.encodeIntoCompressedByteBuffer(histogram);
    byte[] bytes = Arrays.copyOf(histogram.array(), length);
    return String.join(
        " ",
        Integer.toString(distinct),
        Integer.toString(duplicates),
        Integer.toString(wrong),
        Integer.toString(early),
        Integer.toString(mostInside),
        Base64.getEncoder().encodeToString(bytes));
  }

  /**
   * Returns by how many requests a token bucket of that rate was exceeded at worst, if it had been
   * empty at the first arrival: at most the burst, if the limit held.
   */
  long mostAbove(double ratePerSecond) {
    long[] sorted = Arrays.stream(firstNanos).filter(nanos -> nanos != 0).sorted().toArray();
    double lowest = Double.MAX_VALUE;
    double most = 0;
    for (int i = 0; i < sorted.length; i++) {
      double level = i - (sorted[i] - sorted[0]) / 1e9 * ratePerSecond;
      lowest = Math.min(lowest, level);
      most = Math.max(most, level - lowest + 1);
    }
    return (long) Math.floor(most);
  }
}
