package dev.sluice.topology.stream;

import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/**
 * Time of Kafka Streams' own: the wall clock as it was at the start, and what has passed since.
 * Streams measures when to punctuate and to commit by it; a wall clock that is set back would stop
 * both until it is where it was.
 */
final class SteadyTime implements Time {

  private final long startMillis = SYSTEM.milliseconds();
  private final long startNanos = SYSTEM.nanoseconds();

  @Override
  public long milliseconds() {
    return startMillis + (nanoseconds() - startNanos) / 1_000_000;
  }

  @Override
  public long nanoseconds() {
    return SYSTEM.nanoseconds();
  }

  @Override
  public void sleep(long millis) {
    SYSTEM.sleep(millis);
  }

  @Override
  public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMillis)
      throws InterruptedException {
    SYSTEM.waitObject(object, condition, SYSTEM.milliseconds() + (deadlineMillis - milliseconds()));
  }
}
