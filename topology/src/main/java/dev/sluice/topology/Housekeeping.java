package dev.sluice.topology;

import dev.sluice.topology.topics.LaneWatch;
import dev.sluice.topology.topics.LastContact;
import dev.sluice.topology.topics.OpenTransactions;
import dev.sluice.topology.topics.OverdueTransactions;
import dev.sluice.topology.topics.TaskTrimmer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done now and then, each on a thread of its own: Kafka may let one wait. */
final class Housekeeping implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private static final int CHORES = 6;
  private static final Duration TRIM_EVERY = Duration.ofHours(1);
  private static final Duration WATCH_EVERY = Duration.ofSeconds(30);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          CHORES, Thread.ofPlatform().name("sluice-housekeeping").daemon().factory());

  Housekeeping(
      TaskTrimmer trimmer,
      OpenTransactions transactions,
      OverdueTransactions overdue,
      LastContact contact,
      LaneWatch lanes,
      DiskWatch disks,
      MicroClock clock) {
    repeat("trim_tasks", TRIM_EVERY, () -> trimmer.trim(now(clock)));
    repeat("watch_transactions", WATCH_EVERY, transactions::measure);
    repeat("end_transactions", LOOK_EVERY, overdue::end);
    repeat("note_contact", WATCH_EVERY, contact::look);
    repeat("watch_lanes", WATCH_EVERY, lanes::look);
    repeat("watch_disks", LOOK_EVERY, disks::look);
  }

  private static Instant now(MicroClock clock) {
    return Instant.EPOCH.plus(Duration.ofNanos(clock.nowMicros() * 1_000));
  }

  private void repeat(String event, Duration every, Chore chore) {
    // Chores never throw, so nobody needs the future.
    var _ =
        threads.scheduleWithFixedDelay(
            () -> run(event, chore), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void run(String event, Chore chore) {
    try {
      chore.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      // Nothing depends on it now, and it is tried again.
      log.warn("event={} result=failed reason=\"{}\"", event, e.toString());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** Something that talks to the cluster. */
  @FunctionalInterface
  private interface Chore {
    void run() throws ExecutionException, InterruptedException, TimeoutException;
  }
}
