package dev.sluice.topology.codec;

import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.core.Decision.DeadLettered.Cause;
import dev.sluice.topology.core.Input;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records to inputs. Never throws for anything a record holds: what cannot be used becomes an input
 * that says so, since an exception would stop the partition at this record for ever.
 */
public final class InputDecoder {

  private static final Logger log = LoggerFactory.getLogger(InputDecoder.class);

  private final InputTopics topics;
  private final TaskDecoder tasks;
  private final CommandDecoder commands;
  private final WorkerDecoder workers;
  private final int rawLimitBytes;

  /**
   * Makes a decoder.
   *
   * @param partitions scheduler partitions of the installation
   * @param schemas how to read tasks in Confluent's format
   */
  public InputDecoder(InputTopics topics, int partitions, Limits limits, TaskSchemas schemas) {
    this.topics = topics;
    this.tasks = new TaskDecoder(topics, partitions, limits, schemas);
    this.commands = new CommandDecoder(partitions, limits);
    this.workers = new WorkerDecoder(topics, partitions);
    this.rawLimitBytes = 2 * limits.maxTaskBytes();
  }

  /** Reads a record. */
  public Decoded decode(Arrival arrival) {
    try {
      return switch (arrival.at().topic()) {
        case TASKS, INBOX, REROUTED -> tasks.decode(arrival);
        case COMMANDS -> new Decoded.Take(commands.decode(arrival));
        case OUTCOMES -> new Decoded.Take(workers.outcomeOrHoldings(arrival));
        case RETRIES -> new Decoded.Take(workers.retry(arrival));
      };
    } catch (UnreadableRecordException | InvalidNameException e) {
      return unreadable(arrival, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.error(
          "event=undecodable topic={} partition={} offset={}",
          topics.name(arrival.at().topic()),
          arrival.at().partition(),
          arrival.at().offset(),
          e);
      return unreadable(arrival, "decoder: failed with " + e);
    }
  }

  /** Returns what has to be kept of a record to {@link #decode} it later. */
  public byte[] keep(Arrival arrival) {
    return ArrivalCodec.toBytes(arrival);
  }

  /** Reads a record that was kept; empty: its schema is still not known. */
  public Optional<Input> decodeKept(byte[] kept) {
    Arrival arrival = ArrivalCodec.of(kept);
    return switch (decode(arrival)) {
      case Decoded.Take(Input input) -> Optional.of(input);
      case Decoded.Unread _ -> Optional.empty();
      case Decoded.Reroute(int owner) ->
          throw new IllegalStateException(
              "kept record: of partition " + owner + " (expected: the number of partitions as is)");
    };
  }

  /** Returns the headers that a copy of a record carries to the partition that owns it. */
  public Headers forwardHeaders(Arrival arrival) {
    return Origin.of(arrival).toHeaders(topics);
  }

  private Decoded unreadable(Arrival arrival, String message) {
    byte[] value = arrival.value();
    boolean tooLarge = arrival.valueBytes() > rawLimitBytes;
    return new Decoded.Take(
        new Input.Unusable(
            arrival.at(),
            "",
            "",
            tooLarge ? Cause.TOO_LARGE : Cause.UNREADABLE,
            Text.clip(message),
            tooLarge || value == null ? new byte[0] : value));
  }
}
