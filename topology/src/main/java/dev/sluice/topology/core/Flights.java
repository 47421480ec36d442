package dev.sluice.topology.core;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The attempts in flight. Slots and credit are taken and given back here, each once. */
final class Flights {

  private static final int SEQUENCE_AT = 5;

  /** Is shown attempts in flight. */
  interface Visitor {
    void visit(long sequence, InFlight flight);
  }

  private final Table index;
  private final Queues queues;

  /**
   * What is in the table, by lane and sequence. A walk through the table passes over every attempt
   * that has ended since the oldest that has not, so it is made once.
   */
  private final Map<Lane, NavigableMap<Long, InFlight>> all = new HashMap<>();

  Flights(Table index, Queues queues) {
    this.index = index;
    this.queues = queues;
  }

  @Nullable InFlight find(Lane lane, long sequence) {
    return of(lane).get(sequence);
  }

  private NavigableMap<Long, InFlight> of(Lane lane) {
    return all.computeIfAbsent(lane, this::read);
  }

  private NavigableMap<Long, InFlight> read(Lane lane) {
    NavigableMap<Long, InFlight> found = new TreeMap<>();
    byte[] from = Keys.inFlight(lane.number, lane.lowestSequence);
    byte[] to = Keys.inFlight(lane.number, Long.MAX_VALUE);
    try (ReadTable.Cursor cursor = index.range(from, to)) {
      while (cursor.next()) {
        long sequence = new ByteReader(cursor.key(), SEQUENCE_AT).i64();
        found.put(sequence, InFlight.of(cursor.value()));
      }
    }
    return found;
  }

  /**
   * Notes an attempt as in flight. If it follows another one it starts when that has ended; if it
   * was dispatched ahead of its time, nothing follows it.
   */
  void start(Seat seat, long sequence, InFlight flight, Queue queue, long nowMicros) {
    Lane lane = seat.lane();
    Place place = new Place(lane.number, sequence);
    of(lane).put(sequence, flight);
    index.put(Keys.inFlight(lane.number, sequence), flight.toBytes());
    lane.occupy(flight.queueId(), flight.bytes());
    queue.addHeld(lane.ordinal, 1);
    if (flight.holdsSlot()) {
      queue.slots++;
      // Nobody who is due is to wait for one that is not.
      if (flight.dispatchMicros() <= nowMicros) {
        queue.chains.started(place, seat.after(), nowMicros);
      }
    }
    queues.moved(queue);
  }

  /** The attempt is over, or nobody waits for it any more. */
  void finish(Lane lane, long sequence, InFlight flight) {
    of(lane).remove(sequence);
    index.delete(Keys.inFlight(lane.number, sequence));
    if (!flight.lost()) {
      release(lane, new Place(lane.number, sequence), flight);
    }
  }

  /** The attempt holds nothing any more, but may still end. */
  void lose(Lane lane, long sequence, InFlight flight) {
    InFlight lost = flight.asLost();
    of(lane).put(sequence, lost);
    index.put(Keys.inFlight(lane.number, sequence), lost.toBytes());
    release(lane, new Place(lane.number, sequence), flight);
  }

  private void release(Lane lane, Place place, InFlight flight) {
    lane.release(flight.queueId(), flight.bytes());
    Queue queue = queues.byId(flight.queueId());
    if (queue != null) {
      queue.addHeld(lane.ordinal, -1);
      if (flight.holdsSlot()) {
        queue.slots--;
        queue.chains.ended(place);
      }
      queues.moved(queue);
    }
  }

  /** Visits what is in flight on a lane, by sequence. Nothing may be changed meanwhile. */
  void forEach(Lane lane, Visitor visitor) {
    NavigableMap<Long, InFlight> flights = of(lane);
    flights.forEach(visitor::visit);
    long lowest = flights.isEmpty() ? lane.lastSequence + 1 : flights.firstKey();
    if (lowest > lane.lowestSequence) {
      lane.lowestSequence = lowest;
      lane.moved = true;
    }
  }
}
