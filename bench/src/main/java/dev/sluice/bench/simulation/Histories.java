package dev.sluice.bench.simulation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Runs the histories of many seeds, on several threads. */
final class Histories {

  private static final int EVENTS_KEPT = 80;

  private final Set<Broken> broken;
  private final Consumer<HistoryFailed> failures;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Coverage coverage = new Coverage();

  /**
   * Histories to run.
   *
   * @param broken rules that are broken on purpose
   * @param failures is told of each history that failed, by the thread that ran it
   */
  Histories(Set<Broken> broken, Consumer<HistoryFailed> failures) {
    this.broken = broken;
    this.failures = failures;
  }

  /** Returns how many have run. */
  long done() {
    return done.get();
  }

  long failed() {
    return failed.get();
  }

  /** Returns what was seen in those that have run and kept every promise. */
  Coverage coverage() {
    synchronized (coverage) {
      Coverage copy = new Coverage();
      copy.add(coverage);
      return copy;
    }
  }

  /**
   * Runs so many histories and returns when they are done, or when more than some have failed.
   *
   * @param from the first seed
   */
  void run(long from, long count, int threads, int mostFailures) throws InterruptedException {
    AtomicLong next = new AtomicLong(from);
    Callable<Boolean> runner =
        () -> {
          for (long seed = next.getAndIncrement();
              seed < from + count && failed.get() < mostFailures;
              seed = next.getAndIncrement()) {
            run(seed);
          }
          return true;
        };
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (var result : pool.invokeAll(runners(runner, threads))) {
        result.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static List<Callable<Boolean>> runners(Callable<Boolean> runner, int threads) {
    return IntStream.range(0, threads).mapToObj(_ -> runner).toList();
  }

  private void run(long seed) {
    Optional<HistoryFailed> failure = Optional.empty();
    try {
      Coverage seen = Simulation.run(History.of(seed), broken, EVENTS_KEPT);
      synchronized (coverage) {
        coverage.add(seen);
      }
    } catch (HistoryFailed e) {
      failure = Optional.of(e);
      failed.incrementAndGet();
    }
    done.incrementAndGet();
    failure.ifPresent(failures);
  }
}
