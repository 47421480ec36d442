package dev.sluice.topology.stream;

import dev.sluice.topology.MicroClock;
import dev.sluice.topology.codec.Arrival;
import dev.sluice.topology.codec.DecisionEncoder;
import dev.sluice.topology.codec.Decoded;
import dev.sluice.topology.codec.InputDecoder;
import dev.sluice.topology.codec.InputTopics;
import dev.sluice.topology.codec.Outgoing;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.LaneNumbers;
import dev.sluice.topology.core.Scheduler;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.topology.core.Table;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one partition's records and time to its core, and writes what it decides. Decodes, calls,
 * forwards; decides nothing.
 *
 * <p>Streams may call {@code init} again on the same object after a failure, with the stores rolled
 * back: everything that belongs to one life is in {@link Life}, made there.
 */
final class SchedulerProcessor implements Processor<byte[], byte[], byte[], Outgoing> {

  private static final Logger log = LoggerFactory.getLogger(SchedulerProcessor.class);

  /** At most so often; how often it is, {@link PollRest} says. */
  private static final Duration TICK = Duration.ofMillis(2);

  /**
   * What workers or room have to be there for is looked at again so soon; and so is work that was
   * left over, whose turns would otherwise leave no time for records.
   */
  private static final long AGAIN_MICROS = 20_000;

  private static final long LONGEST_REST_MICROS =
      TimeUnit.MILLISECONDS.toMicros(PollRest.LONGEST.toMillis());

  /** What outcomes make room for does not wait for the next tick, if the last was so long ago. */
  private static final long LEAST_TICK_MICROS = 2_000;

  private final Parts parts;
  private @Nullable Life life;

  /** What all partitions share. */
  record Parts(
      IntFunction<LaneNumbers> lanes,
      Scheduler.Rules rules,
      SchedulerTopology.Outside outside,
      MicroClock clock,
      InputTopics topics,
      InputDecoder decoder,
      Function<Integer, DecisionEncoder> encoders,
      PendingCommits pending,
      CommitListener listener,
      ThreadLocal<TurnBudget> budgets,
      Pacing pacing,
      StreamMeters meters) {}

  SchedulerProcessor(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<byte[], Outgoing> context) {
    life = new Life(context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    current().process(record);
  }

  @Override
  public void close() {
    if (life != null) {
      life.end();
      life = null;
    }
  }

  private Life current() {
    if (life == null) {
      throw new IllegalStateException("processor: closed (expected: init before process)");
    }
    return life;
  }

  /** One partition from its opening to its loss. */
  private final class Life {

    private final ProcessorContext<byte[], Outgoing> context;
    private final int partition;
    private final Scheduler core;
    private final Backlog backlog;
    private final DecisionEncoder encoder;
    private final TurnBudget.Share budget;
    private final CommitPace pace;
    private final PollRest rest;
    private final Cancellable ticks;
    private long tickMicros;
    private long tickedMicros;
    private boolean isBehind;

    Life(ProcessorContext<byte[], Outgoing> context) {
      this.context = context;
      this.partition = context.taskId().partition();
      Table definitions = table(SchedulerTopology.DEFINITIONS);
      Table index = table(SchedulerTopology.INDEX);
      core =
          new Scheduler(
              definitions, index, parts.lanes().apply(partition), parts.rules(), nowMicros());
      core.shortage(parts.outside().shortage().get());
      backlog =
          new Backlog(
              partition, core, parts.topics(), parts.decoder(), parts.outside().rereaders().get());
      encoder = parts.encoders().apply(partition);
      FlushStore flush = context.getStateStore(FlushStore.NAME);
      flush.beforeCommit(this::beforeCommit);
      budget = parts.budgets().get().join();
      pace = parts.pacing().pace();
      rest = parts.pacing().rest();
      parts.pending().afterCommit(() -> pace.committed(elapsedMicros()));
      ticks = context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, _ -> tickInTurn());
      rest.until(partition, elapsedMicros());
      open(new SchedulerReader(definitions, index));
    }

    private void beforeCommit() {
      core.flush();
      parts.meters().unread(partition, core.unread());
      pace.ended(elapsedMicros());
      parts.meters().pending(partition, core.pending());
    }

    private void commitIf(boolean isDue) {
      if (isDue) {
        context.commit();
      }
    }

    private Table table(String name) {
      KeyValueStore<Bytes, byte[]> store = context.getStateStore(name);
      return new StoreTable(store);
    }

    private void open(SchedulerReader reader) {
      Map<InputTopic, Long> offsets = new EnumMap<>(InputTopic.class);
      for (InputTopic topic : InputTopic.values()) {
        reader.processed(topic).ifPresent(offset -> offsets.put(topic, offset));
      }
      Map<TopicPartition, Long> ends =
          parts.outside().logEnds().apply(offsets.keySet().stream().map(this::input).toList());
      offsets.replaceAll((topic, offset) -> inLog(topic, offset, ends.get(input(topic))));
      offsets.forEach(
          (topic, offset) -> parts.pending().opened(partition, input(topic), offset + 1));
      parts.listener().opened(partition, offsets);
    }

    private TopicPartition input(InputTopic topic) {
      return new TopicPartition(parts.topics().name(topic), partition);
    }

    /** The last offset that has been processed, of those that are in the log. */
    private long inLog(InputTopic topic, long processed, @Nullable Long end) {
      if (end == null || end > processed) {
        return processed;
      }
      log.error(
          "event=log_shorter_than_state topic={} partition={} processed={} end={}"
              + " effect=\"what was processed stays, what comes next is new\"",
          parts.topics().name(topic),
          partition,
          processed,
          end);
      core.logEndsAt(topic, end);
      return end - 1;
    }

    private long nowMicros() {
      return parts.clock().nowMicros();
    }

    /** The clock stands still after a step back; commits must not. */
    private long elapsedMicros() {
      return parts.clock().elapsedMicros();
    }

    void process(Record<byte[], byte[]> record) {
      Arrival arrival = arrival(record);
      Coordinates at = arrival.at();
      Decoded decoded = parts.decoder().decode(arrival);
      boolean isNew =
          switch (decoded) {
            case Decoded.Take(Input input) -> take(at, inOrder(arrival, input));
            case Decoded.Unread(int schemaId, String taskName) ->
                take(at, unread(arrival, schemaId, taskName));
            case Decoded.Reroute(int owner) ->
                take(at, new Input.Ignored()) && reroute(arrival, owner);
          };
      parts.meters().processed(at.topic(), isNew);
      if (isNew) {
        // What is read again was told when it became a fact, or when the partition was opened.
        parts.pending().processed(at);
        rest.until(partition, elapsedMicros());
        if (at.topic() == InputTopic.OUTCOMES || at.topic() == InputTopic.RETRIES) {
          pace.did();
        } else {
          commitIf(pace.didAwaited(elapsedMicros()));
        }
      }
      if (at.topic() == InputTopic.OUTCOMES
          && !isBehind
          && elapsedMicros() - tickMicros >= LEAST_TICK_MICROS) {
        tick();
      }
    }

    private Arrival arrival(Record<byte[], byte[]> record) {
      RecordMetadata metadata =
          context
              .recordMetadata()
              .orElseThrow(() -> new IllegalStateException("record without metadata"));
      InputTopic topic =
          parts
              .topics()
              .kind(metadata.topic())
              .orElseThrow(() -> new IllegalStateException("topic: " + metadata.topic()));
      return new Arrival(
          new Coordinates(topic, metadata.partition(), metadata.offset()),
          InputOrder.appendedMillis(topic, record.timestamp()) * 1_000,
          record.key(),
          record.value(),
          record.headers());
    }

    /** What is about a task whose record could not be read yet waits behind that record. */
    private Input inOrder(Arrival arrival, Input input) {
      if (!core.hasUnread()) {
        return input;
      }
      String taskName =
          switch (input) {
            case Input.Create create -> create.taskName();
            case Input.Delete delete -> delete.taskName();
            // A dead letter needs no order; what is too large must not be stored.
            default -> "";
          };
      return core.isUnread(taskName) ? unread(arrival, 0, taskName) : input;
    }

    private Input unread(Arrival arrival, int schemaId, String taskName) {
      return new Input.Unread(schemaId, taskName, parts.decoder().keep(arrival));
    }

    private boolean take(Coordinates at, Input input) {
      return core.process(at, input, nowMicros(), this::emit);
    }

    private boolean reroute(Arrival arrival, int owner) {
      byte[] key = arrival.key();
      if (key == null) {
        throw new IllegalStateException("key: absent (expected: the decoder saw an owner)");
      }
      forward(
          new Outgoing(
              Outgoing.Sink.REROUTED,
              owner,
              key,
              arrival.value(),
              parts.decoder().forwardHeaders(arrival)));
      return true;
    }

    private void tickInTurn() {
      if (isBehind && elapsedMicros() - tickMicros < AGAIN_MICROS) {
        commitIf(pace.isDue(elapsedMicros()));
      } else {
        tick();
      }
    }

    private void tick() {
      long beforeMicros = tickedMicros;
      tickMicros = elapsedMicros();
      tickedMicros = nowMicros();
      core.shortage(parts.outside().shortage().get());
      budget.begin();
      boolean workIsLeft = false;
      try {
        workIsLeft = core.tick(tickedMicros, budget::isOver, this::emit);
        core.read(parts.decoder()::decodeKept, nowMicros(), budget::isOver, this::emit);
        if (backlog.step(nowMicros(), budget::isOver, this::emit)) {
          pace.did();
        }
      } finally {
        budget.end(workIsLeft);
        isBehind = workIsLeft;
      }
      commitIf(pace.isDue(elapsedMicros()));
      boolean isClockStanding = tickedMicros == beforeMicros;
      rest.until(
          partition,
          tickMicros + (workIsLeft || isClockStanding ? AGAIN_MICROS : idleMicros(tickedMicros)));
    }

    /** Returns for how long after a tick there is nothing to do but for records that come. */
    private long idleMicros(long nowMicros) {
      long dueInMicros = core.nextDueMicros() - nowMicros;
      boolean waits = dueInMicros <= 0 || core.hasUnread() || core.hasHeld();
      return waits ? AGAIN_MICROS : Math.min(dueInMicros, LONGEST_REST_MICROS);
    }

    private void emit(Decision decision) {
      if (decision instanceof Decision.Verdict verdict) {
        parts.pending().verdict(verdict);
      }
      if (decision instanceof Decision.QueueFull full) {
        parts.pending().full(partition, full);
      }
      parts.meters().decided(decision);
      encoder.encode(decision).ifPresent(this::forward);
      commitIf(
          decision instanceof Decision.Dispatch dispatch
              ? pace.dispatched(dispatch.payload().length, elapsedMicros())
              : pace.didAwaited(elapsedMicros()));
    }

    private void forward(Outgoing outgoing) {
      context.forward(
          new Record<>(outgoing.key(), outgoing, nowMicros() / 1_000, outgoing.headers()),
          outgoing.sink().name());
    }

    void end() {
      rest.forget(partition);
      ticks.cancel();
      backlog.close();
      parts.meters().forget(partition);
      budget.leave();
      parts.meters().unread(partition, 0);
      parts.pending().closed(partition);
      parts.listener().closed(partition);
    }
  }
}
