package dev.sluice.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** The target as its users see it. */
final class Target implements AutoCloseable {

  private final ChildJvm process;
  private final int port;
  private int round;

  private Target(ChildJvm process, int port) {
    this.process = process;
    this.port = port;
  }

  /** What arrived in a round. */
  record Counts(
      int distinct,
      int duplicates,
      int wrong,
      int early,
      int mostInside,
      Histogram latencyMicros) {}

  static Target start() throws IOException {
    ChildJvm process =
        ChildJvm.start(
            TargetProcess.class,
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4"));
    return new Target(process, Integer.parseInt(process.answer()));
  }

  String url() {
    return "http://127.0.0.1:" + port + "/task";
  }

  /** Starts a round; returns its number, to be written into its bodies. */
  int begin(int tasks, int handlerMillis) {
    round++;
    process.ask("begin " + round + " " + tasks + " " + handlerMillis);
    return round;
  }

  /** Tasks of the round that arrived at least once. */
  int distinct() {
    return Integer.parseInt(process.ask("count"));
  }

  Counts counts() {
    String[] words = process.ask("report").split(" ", -1);
    ByteBuffer histogram = ByteBuffer.wrap(Base64.getDecoder().decode(words[5]));
    try {
      return new Counts(
          Integer.parseInt(words[0]),
          Integer.parseInt(words[1]),
          Integer.parseInt(words[2]),
          Integer.parseInt(words[3]),
          Integer.parseInt(words[4]),
          Histogram.decodeFromCompressedByteBuffer(histogram, Arrivals.MAX_LATENCY_MICROS));
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By how many requests a bucket of that rate was exceeded at worst. */
  long mostAbove(double ratePerSecond) {
    return Long.parseLong(process.ask("above " + ratePerSecond));
  }

  ProcessFigures figures() {
    return process.figures();
  }

  @Override
  public void close() {
    process.close();
  }
}
