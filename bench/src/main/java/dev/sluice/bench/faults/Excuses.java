package dev.sluice.bench.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which attempts a fault may have cut off, so that they may be made again (design section 5). Each
 * rule is as narrow as it can be: a planned stop, a slow connection and whatever is done to
 * schedulers and API servers excuse nothing.
 */
final class Excuses {

  /** An answer so shortly before a fault may not have been told to Kafka yet. */
  private static final Duration UNTOLD = Duration.ofSeconds(3);

  /** So long after Kafka was away what that cut off may still be made again, or be running. */
  private static final Duration AFTERMATH = Duration.ofSeconds(15);

  /** A request may take so long from its worker to the target's clock. */
  private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

  /** What a worker was about to send when it stood still arrives so shortly after it woke. */
  private static final Duration WOKEN = Duration.ofSeconds(3);

  /** Who is away for less is not taken for dead: that takes 10 s without a report, one per 2 s. */
  private static final Duration TAKEN_FOR_DEAD = Duration.ofSeconds(6);

  /**
   * Kafka's clients measure by the wall clock: one that is set back, by so much at most, may hold
   * up what they do until it is where it was.
   */
  private static final Duration SET_BACK = Duration.ofMinutes(2);

  /** Brokers notice in 6 s that one of them stands still; clients give up a request in 8 s. */
  private static final Duration FAIL_OVER = Duration.ofSeconds(25);

  private final List<Fault> faults;
  private final boolean cluster;

  /**
   * Prepares the rules.
   *
   * @param cluster whether there are other brokers to go on when one is away
   */
  Excuses(List<Fault> faults, boolean cluster) {
    this.faults = List.copyOf(faults);
    this.cluster = cluster;
  }

  /** The fault that may have cut off an attempt, if there is one. */
  Optional<Fault> of(Request request) {
    return faults.stream().filter(fault -> mayCutOff(fault, request)).findFirst();
  }

  boolean mayBeCutOff(Request request) {
    return of(request).isPresent();
  }

  /**
   * Whether an attempt may come after the one that replaced it: its worker was away when it was
   * declared lost, and then came back.
   */
  boolean mayComeLate(Request request) {
    return of(request)
        .filter(fault ->
            switch (fault.kind()) {
              case FROZEN, CUT, STALLED, CLOCK_STEPPED -> true;
              case KILLED, REPLACED, ROLLED, DISK_FILLED, DELAYED -> false;
            })
        .isPresent();
  }

  private boolean mayCutOff(Fault fault, Request request) {
    return switch (fault.role()) {
      case WORKER -> fault.member().equals(request.worker()) && ofWorker(fault, request);
      case KAFKA -> cluster ? ofBroker(fault, request) : ofKafka(fault, request);
      case SCHEDULER, API -> false;
    };
  }

  private static boolean ofWorker(Fault fault, Request request) {
    Instant from = fault.begin().minus(UNTOLD);
    return switch (fault.kind()) {
      case KILLED -> request.overlaps(from, fault.begin().plus(ON_THE_WAY));
      case FROZEN, CUT, STALLED ->
          fault.length().compareTo(TAKEN_FOR_DEAD) >= 0
              && request.overlaps(from, fault.end().plus(WOKEN));
      case CLOCK_STEPPED -> request.overlaps(from, fault.end().plus(SET_BACK));
      case REPLACED, ROLLED, DISK_FILLED, DELAYED -> false;
    };
  }

  /** The only broker: workers that cannot reach it for ten seconds cancel what they sent. */
  private static boolean ofKafka(Fault fault, Request request) {
    return request.overlaps(fault.begin().minus(UNTOLD), fault.end().plus(AFTERMATH));
  }

  /** One of several: what it led is led by others soon, unless only clients do not reach it. */
  private static boolean ofBroker(Fault fault, Request request) {
    Instant from = fault.begin().minus(UNTOLD);
    return switch (fault.kind()) {
      case KILLED, FROZEN, DISK_FILLED -> request.overlaps(from, fault.begin().plus(FAIL_OVER));
      case CUT, STALLED ->
          fault.length().compareTo(TAKEN_FOR_DEAD) >= 0
              && request.overlaps(from, fault.end().plus(AFTERMATH));
      case REPLACED, ROLLED, DELAYED, CLOCK_STEPPED -> false;
    };
  }
}
