package dev.sluice.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Random operations against a model of sets, with the rules of design section 5 as checks. */
final class WorkerRandomTest {

  private static final int SEEDS = 300;
  private static final int STEPS = 1_500;
  private static final int LANES = 4;
  private static final WorkerLimits LIMITS = new WorkerLimits(40, 4_000, 2);

  private enum Seen {
    STARTED,
    SENT,
    REFUSED_TO_SEND,
    ABANDONED,
    CANCELLED,
    OVERDUE,
    COMMIT_FAILED,
    SKIPPED,
    REVOKED_WHILE_HELD
  }

  private final Map<Seen, Integer> seen = new EnumMap<>(Seen.class);

  @Test
  void worker_underRandomOperations_keepsTheProtocol() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        new Run(seed).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    for (Seen kind : Seen.values()) {
      assertThat(seen.getOrDefault(kind, 0)).as("%s", kind).isGreaterThan(100);
    }
  }

  private final class Run {

    private final Random random;
    private final Worker worker = new Worker(LIMITS);
    private final long[] nextSequence = {1, 1, 1, 1};
    private final long[] committedMark = new long[LANES];
    private final Set<Integer> owned = new HashSet<>();
    private final Map<Integer, TreeSet<Long>> staged = new HashMap<>();
    private final TreeSet<AttemptKey> held = new TreeSet<>();
    private final Set<AttemptKey> started = new HashSet<>();
    private final Set<AttemptKey> sent = new HashSet<>();
    private final Set<AttemptKey> ended = new HashSet<>();
    private final Set<AttemptKey> everStarted = new HashSet<>();
    private final List<HoldingsReport> unanswered = new ArrayList<>();
    private final Map<Integer, Long> heardNanos = new HashMap<>();
    private boolean linkIsDown;
    private boolean draining;
    private long nowNanos;

    Run(int seed) {
      random = new Random(seed);
      nowNanos = random.nextLong();
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(random.nextInt(400));
        if (random.nextInt(100) == 0) {
          nowNanos += TimeUnit.SECONDS.toNanos(random.nextInt(90));
        }
        step();
        assertThat(worker.heldCount()).isEqualTo(held.size());
      }
    }

    private void step() {
      switch (random.nextInt(12)) {
        case 0 -> assign();
        case 1 -> revoke();
        case 2, 3 -> receive();
        case 4 -> commit();
        case 5, 6 -> send();
        case 7 -> end();
        case 8 -> acknowledgeOutcome();
        case 9 -> apply(worker.tick(nowNanos));
        case 10 -> exchangeHoldings();
        default -> rareEvents();
      }
    }

    private void assign() {
      int lane = random.nextInt(LANES);
      if (owned.add(lane)) {
        // A predecessor may have received more than we know of.
        committedMark[lane] += random.nextInt(3) == 0 ? 2 : 0;
        nextSequence[lane] = Math.max(nextSequence[lane], committedMark[lane] + 1);
        worker.assign(lane, committedMark[lane]);
      }
    }

    private void revoke() {
      int lane = random.nextInt(LANES);
      if (random.nextInt(4) == 0 && owned.remove(lane)) {
        worker.revoke(lane);
        staged.remove(lane);
        if (held.stream().anyMatch(key -> key.lane() == lane)) {
          count(Seen.REVOKED_WHILE_HELD);
        }
      }
    }

    private void receive() {
      int lane = random.nextInt(LANES);
      long back = random.nextInt(8) == 0 ? random.nextInt(4) : 0;
      long sequence = Math.max(1, nextSequence[lane] - back);
      TreeSet<Long> batch = staged.computeIfAbsent(lane, _ -> new TreeSet<>());
      long mark = batch.isEmpty() ? committedMark[lane] : batch.last();
      boolean isNew = owned.contains(lane) && sequence > mark;
      assertThat(worker.receive(lane, sequence, 0, 100, 15_000)).isEqualTo(isNew);
      if (isNew) {
        batch.add(sequence);
        nextSequence[lane] = sequence + 1 + random.nextInt(2);
      } else {
        count(Seen.SKIPPED);
      }
    }

    private void commit() {
      if (random.nextInt(5) == 0) {
        worker.commitFailed();
        staged.forEach((lane, batch) -> {
          if (!batch.isEmpty()) {
            nextSequence[lane] = batch.first();
            count(Seen.COMMIT_FAILED);
          }
        });
        staged.clear();
        return;
      }
      staged.forEach((lane, batch) -> {
        batch.forEach(sequence -> held.add(new AttemptKey(lane, sequence)));
        if (!batch.isEmpty()) {
          assertThat(worker.markToCommit(lane)).isEqualTo(batch.last());
          committedMark[lane] = batch.last();
        }
      });
      staged.clear();
      apply(worker.commitAcknowledged(nowNanos));
    }

    private void send() {
      AttemptKey key = any(started);
      if (key == null) {
        return;
      }
      boolean allowed = worker.maySend(key, nowNanos);
      assertThat(allowed).isEqualTo(!ended.contains(key) && isFresh(key.lane()));
      if (allowed) {
        count(Seen.SENT);
        sent.add(key);
      } else {
        count(Seen.REFUSED_TO_SEND);
      }
    }

    private void end() {
      AttemptKey key = any(started);
      if (key != null) {
        assertThat(worker.end(key, nowNanos).isPresent()).isEqualTo(ended.add(key));
      }
    }

    private void acknowledgeOutcome() {
      AttemptKey key = any(ended);
      if (key != null && !linkIsDown) {
        worker.outcomeAcknowledged(key);
        held.remove(key);
        started.remove(key);
        sent.remove(key);
        ended.remove(key);
      }
    }

    private void exchangeHoldings() {
      List<HoldingsReport> reports = worker.holdings(nowNanos);
      reports.forEach(this::check);
      unanswered.addAll(reports);
      assertThat(unanswered).extracting(HoldingsReport::partition).doesNotHaveDuplicates();
      if (linkIsDown) {
        return;
      }
      for (HoldingsReport report : unanswered) {
        if (random.nextInt(10) == 0) {
          worker.holdingsFailed(report);
        } else {
          heardNanos.merge(report.partition(), report.takenNanos(), (a, b) -> b - a > 0 ? b : a);
          apply(worker.holdingsAcknowledged(report, nowNanos));
        }
      }
      unanswered.clear();
    }

    private void check(HoldingsReport report) {
      Set<AttemptKey> named = new HashSet<>();
      report
          .held()
          .forEach(
              lane -> lane.sequences().forEach(one -> named.add(new AttemptKey(lane.lane(), one))));
      assertThat(named)
          .isEqualTo(
              new HashSet<>(
                  held.stream()
                      .filter(key -> LIMITS.partitionOf(key.lane()) == report.partition())
                      .toList()));
      for (HoldingsReport.OwnedLane lane : report.owned()) {
        assertThat(owned).contains(lane.lane());
        assertThat(lane.received()).isEqualTo(committedMark[lane.lane()]);
        assertThat(lane.creditCount()).isBetween(0, draining ? 0 : LIMITS.maxAttempts());
        assertThat(lane.creditBytes()).isBetween(0L, draining ? 0 : LIMITS.maxBytes());
      }
    }

    private void rareEvents() {
      switch (random.nextInt(30)) {
        case 0, 1, 2 -> linkIsDown = !linkIsDown;
        case 3 -> {
          if (random.nextInt(20) == 0) {
            draining = true;
            apply(worker.drain());
            assertThat(held).allMatch(key -> sent.contains(key) || ended.contains(key));
          }
        }
        default -> linkIsDown = linkIsDown && random.nextInt(4) != 0;
      }
    }

    private void apply(List<Action> actions) {
      for (Action action : actions) {
        AttemptKey key = action.attempt();
        assertThat(held).contains(key);
        assertThat(ended).doesNotContain(key);
        switch (action) {
          case Action.Start _ -> {
            assertThat(everStarted.add(key)).as("%s starts once", key).isTrue();
            assertThat(isFresh(key.lane())).isTrue();
            assertThat(draining).isFalse();
            started.add(key);
            count(Seen.STARTED);
          }
          case Action.Abandon _ -> {
            assertThat(sent).doesNotContain(key);
            ended.add(key);
            count(Seen.ABANDONED);
          }
          case Action.Cancel _ -> {
            assertThat(sent).contains(key);
            assertThat(isFresh(key.lane())).isFalse();
            ended.add(key);
            count(Seen.CANCELLED);
          }
          case Action.Overdue _ -> {
            assertThat(started).contains(key);
            ended.add(key);
            count(Seen.OVERDUE);
          }
        }
      }
    }

    private boolean isFresh(int lane) {
      Long heard = heardNanos.get(LIMITS.partitionOf(lane));
      return heard != null && nowNanos - heard <= TimeUnit.SECONDS.toNanos(5);
    }

    private @org.jspecify.annotations.Nullable AttemptKey any(Set<AttemptKey> keys) {
      List<AttemptKey> sorted = keys.stream().sorted().toList();
      return sorted.isEmpty() ? null : sorted.get(random.nextInt(sorted.size()));
    }

    private void count(Seen kind) {
      seen.merge(kind, 1, Integer::sum);
    }
  }
}
