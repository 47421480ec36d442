package dev.sluice.topology.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What workers say they hold, and what follows: credit, and which attempts are lost (design section
 * 5).
 *
 * <p>An attempt that some worker has received is lost when no worker has named it for 10 s of
 * <em>log</em> time: the time of the records, in this partition. That is decided only while a
 * worker's record is read, never by a timer. So a scheduler that was away declares nothing lost by
 * mistake: it knows no earlier naming, and starts counting with the first record that it reads. A
 * frozen worker that comes back names what it holds before anything can be declared, if its record
 * is the first one. A killed worker's attempts are declared lost as soon as another worker, or its
 * own next incarnation, speaks late enough.
 */
final class Leases {

  private static final long LOST_MICROS = 10 * Micros.PER_SECOND;

  /** Lanes that a record does not speak of are looked at so often. */
  private static final long LOOK_MICROS = Micros.PER_SECOND;

  private final Lanes lanes;
  private final Flights flights;
  private final Losses losses;

  /** By lane: when each attempt in flight was named last, or first seen unnamed, in log time. */
  private final Map<Lane, Map<Long, Long>> named = new HashMap<>();

  private final Map<Lane, Long> looked = new HashMap<>();

  Leases(Lanes lanes, Flights flights, Losses losses) {
    this.lanes = lanes;
    this.flights = flights;
    this.losses = losses;
  }

  void accept(Input.Holdings holdings, Turn turn) {
    String worker = holdings.workerId() + '/' + holdings.workerIncarnation();
    Map<Integer, Set<Long>> held = new HashMap<>();
    for (Input.Holdings.HeldLane lane : holdings.held()) {
      Set<Long> sequences = held.computeIfAbsent(lane.lane(), number -> new HashSet<>());
      for (long sequence : lane.sequences()) {
        sequences.add(sequence);
      }
    }
    Map<Integer, Input.Holdings.OwnedLane> owned = new HashMap<>();
    holdings.owned().forEach(lane -> owned.put(lane.lane(), lane));
    for (Lane lane : lanes.all()) {
      Input.Holdings.OwnedLane own = owned.get(lane.number);
      Set<Long> sequences = held.getOrDefault(lane.number, Set.of());
      note(lane, worker, own != null, own == null ? 0 : own.received());
      if (own != null || !sequences.isEmpty() || dueForLook(lane, holdings.appendedMicros())) {
        Look look = look(lane, sequences, holdings.appendedMicros(), turn);
        if (own != null) {
          grant(lane, worker, own, sequences.size(), look, turn);
        }
      }
    }
  }

  private static void note(Lane lane, String worker, boolean owns, long received) {
    if (!owns && lane.owner.equals(worker)) {
      lane.disown();
    }
    if (received > lane.received) {
      lane.received = received;
      lane.moved = true;
    }
  }

  private boolean dueForLook(Lane lane, long logMicros) {
    Long last = looked.get(lane);
    return last == null || logMicros - last >= LOOK_MICROS;
  }

  /**
   * The worker counts what it holds against its credit; what is in flight and not lost is counted
   * here. So what it can take is its credit and what it holds, but for attempts given up as lost.
   */
  private static void grant(
      Lane lane, String worker, Input.Holdings.OwnedLane own, int heldCount, Look look, Turn turn) {
    long count = Math.max(0, own.creditCount()) + (long) heldCount - look.heldButLost;
    long bytes = Micros.add(Math.max(0, own.creditBytes()), look.heldBytes);
    lane.hear(worker, count, bytes, turn.nowMicros());
  }

  /** What was seen of a lane's attempts in flight. */
  private static final class Look {
    private long heldButLost;
    private long heldBytes;
    private final List<Long> lost = new ArrayList<>();
    private final List<Long> stale = new ArrayList<>();
  }

  private Look look(Lane lane, Set<Long> held, long logMicros, Turn turn) {
    Map<Long, Long> before = named.getOrDefault(lane, Map.of());
    Map<Long, Long> after = new HashMap<>();
    Look look = new Look();
    flights.forEach(
        lane,
        (sequence, flight) -> {
          if (flight.lost()) {
            look.heldButLost += held.contains(sequence) ? 1 : 0;
            if (flight.forgottenMicros() <= turn.nowMicros()) {
              look.stale.add(sequence);
            }
          } else if (held.contains(sequence)) {
            look.heldBytes += flight.bytes();
            after.put(sequence, logMicros);
          } else if (sequence <= lane.received) {
            long since = before.getOrDefault(sequence, logMicros);
            after.put(sequence, since);
            if (logMicros - since >= LOST_MICROS) {
              look.lost.add(sequence);
            }
          }
        });
    named.put(lane, after);
    looked.put(lane, logMicros);
    look.lost.forEach(sequence -> losses.lose(lane, sequence, turn));
    look.stale.forEach(sequence -> losses.forget(lane, sequence));
    return look;
  }
}
