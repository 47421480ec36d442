package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.AFTER_COMMIT;
import static dev.sluice.bench.simulation.Violation.Promise.NEVER_EARLY;
import static dev.sluice.bench.simulation.Violation.Promise.NEVER_OVER;
import static dev.sluice.bench.simulation.Violation.Promise.ONE_LIVE_ATTEMPT;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input.Outcome.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whom the requests go to: it answers by chance, and objects to requests that must not come. */
final class Target {

  /** A pause in a worker's life from which on others may take it for dead. */
  static final long PAUSE_MICROS = 3_000_000;

  /** How a request ends for the worker that sent it. */
  record Answer(Kind kind, int status, long retryAfterMillis, long endMicros) {}

  private record Request(
      AttemptKey key, WorkerActor worker, int workerIncarnation, long atMicros, Answer answer) {}

  private final World world;
  private final Map<Coordinates, List<Request>> requests = new HashMap<>();
  private final List<Request> running = new ArrayList<>();
  private final Map<AttemptKey, Long> ended = new HashMap<>();
  private final Map<String, Long> runs = new HashMap<>();
  private final Map<Coordinates, Long> schedules = new HashMap<>();
  private final Map<AttemptKey, Boolean> good = new HashMap<>();

  double failing;
  boolean healed;

  /** While it is slow, requests run long enough for their workers to be killed. */
  boolean slow;

  Target(World world) {
    this.world = world;
    this.failing = world.random.nextInt(4) * 0.2;
  }

  /** A task was asked for: no request may come before its time. */
  void scheduled(Coordinates incarnation, long scheduleMicros) {
    schedules.put(incarnation, scheduleMicros);
  }

  /** Somebody ran a task: from now on it may be requested twice. */
  void ran(String queueName, String taskId) {
    runs.put(queueName + '/' + taskId, world.clock.nowMicros());
  }

  boolean answered2xx(AttemptKey key) {
    return good.getOrDefault(key, false);
  }

  /** The worker read the response, or gave up. */
  void ended(AttemptKey key, boolean with2xx) {
    ended.put(key, world.clock.nowMicros());
    good.put(key, with2xx);
  }

  Answer arrive(AttemptKey key, WorkerActor worker, long deadlineMillis) {
    World.Sent sent = world.committed.get(key);
    check(sent != null, AFTER_COMMIT, "%s requested, but never committed", key);
    if (sent == null) {
      throw new IllegalStateException();
    }
    Decision.Dispatch dispatch = sent.dispatch();
    requireNotEarly(dispatch, sent.clockErrorMicros());
    List<Request> before = requests.computeIfAbsent(dispatch.incarnation(), _ -> new ArrayList<>());
    before.forEach(earlier -> requireExplained(earlier, dispatch));
    if (!before.isEmpty()
        && before.stream().anyMatch(one -> !ended.containsKey(one.key) || answered2xx(one.key))) {
      world.coverage.saw(Seen.SECOND_REQUEST);
    }
    Answer answer = answer(deadlineMillis);
    Request request = new Request(key, worker, worker.incarnation, world.clock.nowMicros(), answer);
    before.add(request);
    if (sent.limit() != null) {
      running.add(request);
      requireNotOver(sent.limit());
    }
    return answer;
  }

  /**
   * Of a queue's requests that no fault cut off, no more run than its limit was when the last of
   * them was dispatched.
   */
  private void requireNotOver(Model.Limit limit) {
    running.removeIf(one ->
        ended.containsKey(one.key) || one.worker.wasAwaySince(one.atMicros, one.workerIncarnation));
    List<World.Sent> those = new ArrayList<>();
    for (Request one : running) {
      World.Sent sent = Objects.requireNonNull(world.committed.get(one.key));
      if (sameQueue(limit, Objects.requireNonNull(sent.limit()))) {
        those.add(sent);
      }
    }
    int allowed =
        those.stream()
            .max(Comparator.comparingInt(World.Sent::place))
            .map(last -> Objects.requireNonNull(last.limit()).concurrent())
            .orElse(0);
    check(
        those.size() <= allowed,
        NEVER_OVER,
        "%d requests of %s at a time, not %d",
        those.size(),
        limit.queueName(),
        allowed);
  }

  private static boolean sameQueue(Model.Limit one, Model.Limit other) {
    return one.queueName().equals(other.queueName())
        && one.queueCreateMicros() == other.queueCreateMicros();
  }

  private void requireNotEarly(Decision.Dispatch dispatch, long clockErrorMicros) {
    long schedulerMicros = world.clock.nowMicros() + clockErrorMicros;
    check(
        schedulerMicros >= Math.max(dispatch.scheduleMicros(), dispatch.startMicros()),
        NEVER_EARLY,
        "%s requested at %d",
        dispatch,
        schedulerMicros);
    long askedMicros = schedules.getOrDefault(dispatch.incarnation(), 0L);
    check(
        schedulerMicros >= askedMicros || dispatch.dispatchCount() > 1 || ranAfter(dispatch, 0),
        NEVER_EARLY,
        "%s requested at %d, scheduled for %d",
        dispatch,
        schedulerMicros,
        askedMicros);
  }

  private boolean ranAfter(Decision.Dispatch dispatch, long micros) {
    return runs.getOrDefault(dispatch.queueName() + '/' + dispatch.taskId(), -1L) >= micros;
  }

  /** A request after one that still runs or has succeeded needs a fault, or somebody's RunTask. */
  private void requireExplained(Request earlier, Decision.Dispatch dispatch) {
    AttemptKey key = new AttemptKey(dispatch.lane(), dispatch.sequence());
    check(!earlier.key.equals(key), ONE_LIVE_ATTEMPT, "%s requested twice", key);
    boolean over = ended.containsKey(earlier.key);
    boolean explained =
        (over && !answered2xx(earlier.key))
            || ranAfter(dispatch, 0)
            || earlier.worker.wasAwaySince(earlier.atMicros, earlier.workerIncarnation);
    check(
        explained,
        ONE_LIVE_ATTEMPT,
        "%s of %s requested while %s at %s %s",
        key,
        dispatch.taskId(),
        earlier.key,
        earlier.worker.id,
        over ? "has succeeded" : "still runs");
  }

  private Answer answer(long deadlineMillis) {
    long now = world.clock.nowMicros();
    long soon =
        slow ? now + 14_000_000 : now + world.between(0, world.chance(0.3) ? 5_000_000 : 50_000);
    long deadline = now + deadlineMillis * 1000;
    Answer answer = healed || !world.chance(failing) ? ok(soon) : failure(soon, deadline);
    return answer.endMicros() >= deadline && answer.endMicros() != Long.MAX_VALUE
        ? new Answer(Kind.DEADLINE_EXCEEDED, 0, -1, deadline)
        : answer;
  }

  private static Answer ok(long atMicros) {
    return new Answer(Kind.RESPONDED, 200, -1, atMicros);
  }

  private Answer failure(long soon, long deadline) {
    return switch (world.random.nextInt(10)) {
      case 0, 1 -> new Answer(Kind.RESPONDED, 500, -1, soon);
      case 2 -> new Answer(Kind.RESPONDED, 404, -1, soon);
      case 3 -> new Answer(Kind.RESPONDED, 302, -1, soon);
      case 4 -> new Answer(Kind.RESPONDED, 429, world.between(0, 90_000), soon);
      case 5 -> new Answer(Kind.RESPONDED, 503, world.chance(0.1) ? 7_200_000 : 5_000, soon);
      case 6 -> new Answer(Kind.CONNECTION_FAILED, 0, -1, soon);
      case 7 -> new Answer(Kind.REFUSED, 0, -1, soon);
      case 8 -> new Answer(Kind.DEADLINE_EXCEEDED, 0, -1, deadline);
      // The worker's thread hangs.
      default -> new Answer(Kind.DEADLINE_EXCEEDED, 0, -1, Long.MAX_VALUE);
    };
  }
}
