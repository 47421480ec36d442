package dev.sluice.topology.core;

import org.jspecify.annotations.Nullable;

/** The attempts in flight. Slots and credit are taken and given back here, each once. */
final class Flights {

  private static final int SEQUENCE_AT = 5;

  /** So many are kept unpacked; a lane rarely has more in flight. */
  private static final int RECENT = 8_192;

  /** Is shown attempts in flight. */
  interface Visitor {
    void visit(long sequence, InFlight flight);
  }

  private final Table index;
  private final Queues queues;
  private final Recent<Place, InFlight> recent = new Recent<>(RECENT, _ -> 1);

  Flights(Table index, Queues queues) {
    this.index = index;
    this.queues = queues;
  }

  @Nullable InFlight find(int lane, long sequence) {
    InFlight known = recent.get(new Place(lane, sequence));
    if (known != null) {
      return known;
    }
    byte[] value = index.get(Keys.inFlight(lane, sequence));
    return value == null ? null : InFlight.of(value);
  }

  /** Notes an attempt as in flight; if after is not 0, it starts when that one has ended. */
  void start(Seat seat, long sequence, InFlight flight, Queue queue) {
    Lane lane = seat.lane();
    Place place = new Place(lane.number, sequence);
    index.put(Keys.inFlight(lane.number, sequence), flight.toBytes());
    recent.put(place, flight);
    lane.occupy(flight.bytes());
    queue.addHeld(lane.ordinal, 1);
    if (flight.holdsSlot()) {
      queue.slots++;
      queue.chains.started(place, seat.after(), flight.dispatchMicros());
    }
    queues.moved(queue);
  }

  /** The attempt is over, or nobody waits for it any more. */
  void finish(Lane lane, long sequence, InFlight flight) {
    Place place = new Place(lane.number, sequence);
    index.delete(Keys.inFlight(lane.number, sequence));
    recent.remove(place);
    if (!flight.lost()) {
      release(lane, place, flight);
    }
  }

  /** The attempt holds nothing any more, but may still end. */
  void lose(Lane lane, long sequence, InFlight flight) {
    Place place = new Place(lane.number, sequence);
    index.put(Keys.inFlight(lane.number, sequence), flight.asLost().toBytes());
    recent.remove(place);
    release(lane, place, flight);
  }

  private void release(Lane lane, Place place, InFlight flight) {
    lane.release(flight.bytes());
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
    long lowest = lane.lastSequence + 1;
    byte[] from = Keys.inFlight(lane.number, lane.lowestSequence);
    byte[] to = Keys.inFlight(lane.number, Long.MAX_VALUE);
    try (ReadTable.Cursor cursor = index.range(from, to)) {
      while (cursor.next()) {
        long sequence = new ByteReader(cursor.key(), SEQUENCE_AT).i64();
        lowest = Math.min(lowest, sequence);
        visitor.visit(sequence, InFlight.of(cursor.value()));
      }
    }
    if (lowest > lane.lowestSequence) {
      lane.lowestSequence = lowest;
      lane.moved = true;
    }
  }
}
