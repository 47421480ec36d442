package dev.sluice.topology.codec;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Sequences;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.topology.core.Input;
import dev.sluice.v1.Holdings;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.Retry;
import java.nio.ByteBuffer;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Reads what workers and schedulers write: outcomes, holdings, retries. */
final class WorkerDecoder {

  private static final int MAX_BODY_BYTES = 4_096;

  private final InputTopics topics;
  private final int partitions;

  WorkerDecoder(InputTopics topics, int partitions) {
    this.topics = topics;
    this.partitions = partitions;
  }

  /**
   * Reads a record of the outcomes topic.
   *
   * @throws UnreadableRecordException if it is neither outcome nor holdings
   */
  Input outcomeOrHoldings(Arrival arrival) {
    return switch (AvroCodec.decode(value(arrival))) {
      case Outcome outcome -> outcome(outcome);
      case Holdings holdings -> holdings(holdings, arrival);
      case SpecificRecordBase other ->
          throw new UnreadableRecordException(
              "record: a "
                  + other.getClass().getSimpleName()
                  + " (expected: an Outcome or Holdings)");
    };
  }

  /**
   * Reads a record of the retries topic.
   *
   * @throws UnreadableRecordException if it is not a retry
   */
  Input retry(Arrival arrival) {
    Retry retry = AvroCodec.decode(value(arrival), Retry.class);
    TaskName task = TaskName.parse(retry.getTaskName());
    return new Input.Retry(
        task.queue().toString(),
        task.taskId(),
        topics.fromRecord(retry.getIncarnation()),
        retry.getDispatchCount(),
        Micros.of(retry.getNextAttemptTime()));
  }

  private static byte[] value(Arrival arrival) {
    byte[] value = arrival.value();
    if (value == null) {
      throw new UnreadableRecordException("value: absent (expected: a record)");
    }
    return value;
  }

  private static Input outcome(Outcome outcome) {
    return new Input.Outcome(
        outcome.getLane(),
        outcome.getSequence(),
        Input.Outcome.Kind.valueOf(outcome.getKind().name()),
        outcome.getHttpStatus(),
        outcome.getRetryAfterMillis(),
        Text.clip(outcome.getError()),
        clip(outcome.getBody()),
        Micros.of(outcome.getStartTime()),
        Micros.of(outcome.getResponseTime()));
  }

  private static byte[] clip(@Nullable ByteBuffer body) {
    if (body == null) {
      return new byte[0];
    }
    byte[] bytes = new byte[Math.min(body.remaining(), MAX_BODY_BYTES)];
    body.get(body.position(), bytes);
    return bytes;
  }

  /** Lanes of other partitions are none of this one's business, whoever says so. */
  private Input holdings(Holdings holdings, Arrival arrival) {
    int partition = arrival.at().partition();
    return new Input.Holdings(
        holdings.getWorkerId(),
        holdings.getIncarnation(),
        arrival.appendedMicros(),
        holdings.getOwned().stream()
            .filter(lane -> Math.floorMod(lane.getLane(), partitions) == partition)
            .map(lane ->
                new Input.Holdings.OwnedLane(
                    lane.getLane(),
                    Math.max(0, lane.getReceived()),
                    Math.max(0, lane.getCreditCount()),
                    Math.max(0, lane.getCreditBytes())))
            .toList(),
        holdings.getHeld().stream()
            .filter(lane -> Math.floorMod(lane.getLane(), partitions) == partition)
            .map(lane ->
                new Input.Holdings.HeldLane(lane.getLane(), Sequences.decode(lane.getSequences())))
            .toList());
  }
}
