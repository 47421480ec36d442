package dev.sluice.bench.simulation;

import static dev.sluice.topology.core.Input.Outcome.Kind.ABANDONED;
import static dev.sluice.topology.core.Input.Outcome.Kind.RESPONDED;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.delivery.core.Worker;
import dev.sluice.topology.core.Input;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The attempts that a worker runs, each on a thread of its own. */
final class Requests {

  private static final byte[] NO_BODY = {};

  /** Without an answer, the request is not written yet. */
  private static final class Running {
    Target.@Nullable Answer answer;
  }

  private final World world;
  private final WorkerActor worker;
  private final Outbox outbox;
  private final Map<AttemptKey, Long> deadlines = new HashMap<>();
  private final Map<AttemptKey, Running> running = new TreeMap<>();

  Requests(World world, WorkerActor worker, Outbox outbox) {
    this.world = world;
    this.worker = worker;
    this.outbox = outbox;
  }

  void expect(AttemptKey key, long deadlineMillis) {
    deadlines.put(key, deadlineMillis);
  }

  void start(AttemptKey key) {
    running.put(key, new Running());
  }

  /** The threads of up to so many attempts get to write their requests. */
  void send(int most, Worker core, long nowNanos) {
    int left = most;
    for (AttemptKey key : List.copyOf(running.keySet())) {
      Running attempt = running.get(key);
      if (left == 0 || attempt == null || attempt.answer != null || !isItsTime(key)) {
        continue;
      }
      left--;
      if (core.maySend(key, nowNanos)) {
        world.trace.note("%s sends %d:%d", worker.id, key.lane(), key.sequence());
        attempt.answer = world.target.arrive(key, worker, deadlines.getOrDefault(key, 0L));
      } else {
        core.end(key, nowNanos)
            .ifPresent(next -> {
              report(core, key, ABANDONED, 0, -1, "not sent");
              worker.perform(next);
            });
      }
    }
  }

  /** The thread of an attempt that was dispatched before its time waits for that. */
  private boolean isItsTime(AttemptKey key) {
    World.Sent sent = world.committed.get(key);
    return sent == null
        || world.breaks(Broken.START_TIMES_IGNORED)
        || world.clock.nowMicros() + sent.clockErrorMicros() >= sent.dispatch().startMicros();
  }

  void readResponses(Worker core) {
    for (AttemptKey key : List.copyOf(running.keySet())) {
      Running attempt = running.get(key);
      Target.Answer answer = attempt == null ? null : attempt.answer;
      if (answer != null && answer.endMicros() <= world.clock.nowMicros()) {
        core.end(key, worker.nanos())
            .ifPresent(next -> {
              boolean well = answer.kind() == RESPONDED && answer.status() / 100 == 2;
              world.target.ended(key, well);
              report(core, key, answer.kind(), answer.status(), answer.retryAfterMillis(), "");
              worker.perform(next);
            });
      }
    }
  }

  /** Writes the outcome of an attempt that has ended. */
  void report(
      Worker core,
      AttemptKey key,
      Input.Outcome.Kind kind,
      int status,
      long retryAfterMillis,
      String error) {
    Running attempt = running.remove(key);
    deadlines.remove(key);
    if (attempt != null && attempt.answer != null && kind != RESPONDED) {
      world.target.ended(key, false);
    }
    long now = world.clock.nowMicros();
    Input outcome =
        new Input.Outcome(
            key.lane(), key.sequence(), kind, status, retryAfterMillis, error, NO_BODY, now, now);
    outbox.write(
        key.lane() % world.partitions,
        (_, _) -> outcome,
        true,
        () -> core.outcomeAcknowledged(key));
  }

  /** The process is gone; what it sent still runs at the target. */
  void die() {
    for (Running attempt : running.values()) {
      world.coverage.saw(
          attempt.answer == null ? Seen.FAULT_KILLED_BEFORE_SEND : Seen.FAULT_KILLED_AFTER_SEND);
    }
    running.clear();
    deadlines.clear();
  }
}
