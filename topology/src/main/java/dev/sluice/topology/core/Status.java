package dev.sluice.topology.core;

import java.util.List;

/**
 * Where a living task stands. Stored as soon as it cannot be told from the {@link Definition} any
 * more.
 *
 * <pre>
 *  SCHEDULED -- dispatch --> DISPATCHED -- failure --> RETRYING
 *      ^  ^--- lost, abandoned ---'                       |
 *      '----------------- retry record read --------------'
 * </pre>
 */
final class Status {

  /** The ordinal is stored: new constants go to the end. */
  enum State {
    SCHEDULED,
    DISPATCHED,
    RETRYING
  }

  private static final int LAYOUT = 1;

  /** A mark beside the state. */
  private static final int UNANSWERED = 0x80;

  private static final State[] STATES = State.values();

  State state = State.SCHEDULED;

  /** Attempts sent, including those without a response. */
  int dispatchCount;

  /** Attempts that got a response. */
  int responseCount;

  /** Attempts that got a response other than 5xx. */
  int executionCount;

  /** Status of the last response, 504 after a timeout, 0: none. */
  int previousResponse;

  /** Whether the previous attempt got no response. */
  boolean previousUnanswered;

  /** Attempts that count against maxAttempts. */
  int attemptsUsed;

  /** Attempts lost since the last outcome. */
  int lossesRunning;

  /** When the next attempt is due, or the one in flight was. */
  long dueMicros;

  /** Place in the agenda while scheduled. */
  long agendaMicros;

  long agendaSequence;

  /** The attempt in flight while dispatched. */
  int lane;

  long sequence;
  long dispatchMicros;
  List<AttemptRecord> attempts = List.of();

  static Status initial(Definition definition) {
    Status status = new Status();
    status.dueMicros = definition.dueMicros();
    switch (definition.first()) {
      case Definition.Waiting(long agendaSequence) -> {
        status.agendaMicros = definition.dueMicros();
        status.agendaSequence = agendaSequence;
      }
      case Definition.Dispatched(int lane, long sequence, long dispatchMicros) -> {
        status.state = State.DISPATCHED;
        status.dispatchCount = 1;
        status.lane = lane;
        status.sequence = sequence;
        status.dispatchMicros = dispatchMicros;
      }
    }
    return status;
  }

  boolean runsAs(int otherLane, long otherSequence) {
    return state == State.DISPATCHED && lane == otherLane && sequence == otherSequence;
  }

  @SuppressWarnings("EnumOrdinal") // the enum only ever grows at its end
  byte[] toBytes() {
    ByteWriter out =
        new ByteWriter(128).u8(LAYOUT).u8(state.ordinal() | (previousUnanswered ? UNANSWERED : 0));
    out.varint(dispatchCount).varint(responseCount).varint(executionCount);
    out.varint(previousResponse).varint(attemptsUsed).varint(lossesRunning).i64(dueMicros);
    out.i64(agendaMicros).varint(agendaSequence);
    out.varint(lane).varint(sequence).i64(dispatchMicros);
    Attempts.write(out, attempts);
    return out.toBytes();
  }

  static Status of(byte[] value) {
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    Status status = new Status();
    int stateAndMark = in.u8();
    status.state = STATES[stateAndMark & ~UNANSWERED];
    status.previousUnanswered = (stateAndMark & UNANSWERED) != 0;
    status.dispatchCount = in.count();
    status.responseCount = in.count();
    status.executionCount = in.count();
    status.previousResponse = in.count();
    status.attemptsUsed = in.count();
    status.lossesRunning = in.count();
    status.dueMicros = in.i64();
    status.agendaMicros = in.i64();
    status.agendaSequence = in.varint();
    status.lane = in.count();
    status.sequence = in.varint();
    status.dispatchMicros = in.i64();
    status.attempts = Attempts.read(in);
    return status;
  }
}
