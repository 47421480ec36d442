package dev.sluice.topology.core;

import dev.sluice.topology.core.Decision.Verdict.QueueDone;
import dev.sluice.topology.core.Decision.Verdict.Result;
import java.util.Optional;
import java.util.Set;

/** Carries out calls on queues (spec sections 1.5 and 2.3). */
final class QueueCommands {

  private final Queues queues;
  private final WakeUps wakeUps;
  private final Releases releases;
  private final Sweeper sweeper;
  private final Holds holds;

  QueueCommands(Partition partition, Releases releases, Sweeper sweeper, Holds holds) {
    this.queues = partition.queues();
    this.wakeUps = partition.wakeUps();
    this.releases = releases;
    this.sweeper = sweeper;
    this.holds = holds;
  }

  Result create(Input.CreateQueue command, Coordinates at, Turn turn) {
    return queues.byName(command.queueName()) == null
        ? create(command.queueName(), command.settings(), at, turn)
        : Refusals.QUEUE_EXISTS;
  }

  private Result create(String name, QueueSettings settings, Coordinates at, Turn turn) {
    Queue queue = queues.create(name, settings, at, turn);
    Result done = changed(queue, turn);
    releases.begin(queue, turn);
    return done;
  }

  Result update(Input.UpdateQueue command, Coordinates at, Turn turn) {
    Queue queue = queues.byName(command.queueName());
    TargetSettings old = (queue == null ? command.settings() : queue.settings()).target();
    return switch (command.change().applyTo(old)) {
      case TargetSettings.Changed.Refused(String reason) -> Refusals.invalid(reason);
      case TargetSettings.Changed.To(TargetSettings target) ->
          queue == null
              ? create(command.queueName(), command.settings().withTarget(target), at, turn)
              : update(
                  queue,
                  merge(queue.settings(), command.settings(), command.fields()).withTarget(target),
                  turn);
    };
  }

  private Result update(Queue queue, QueueSettings merged, Turn turn) {
    queue.settle(turn.nowMicros());
    queue.bucket = queue.bucket.cappedAt(merged.maxBurstSize());
    QueueSnapshot old = queue.snapshot;
    queues.change(
        queue,
        new QueueSnapshot(old.name(), merged, old.state(), old.createMicros(), old.purgeMicros()));
    wakeUps.refresh(queue, turn.nowMicros());
    return changed(queue, turn);
  }

  Result pause(String queueName, Turn turn) {
    return enter(queueName, QueueSnapshot.State.PAUSED, turn);
  }

  Result resume(String queueName, Turn turn) {
    return enter(queueName, QueueSnapshot.State.RUNNING, turn);
  }

  private Result enter(String queueName, QueueSnapshot.State state, Turn turn) {
    Queue queue = queues.byName(queueName);
    if (queue == null) {
      return Refusals.NO_QUEUE;
    }
    QueueSnapshot old = queue.snapshot;
    if (old.state() == state) {
      return new QueueDone(Optional.of(old));
    }
    queues.change(
        queue,
        new QueueSnapshot(
            old.name(), old.settings(), state, old.createMicros(), old.purgeMicros()));
    if (state == QueueSnapshot.State.RUNNING) {
      queue.startSlowly(turn.nowMicros());
    }
    wakeUps.refresh(queue, turn.nowMicros());
    return changed(queue, turn);
  }

  Result purge(Input.PurgeQueue command, Turn turn) {
    Queue queue = queues.byName(command.queueName());
    if (queue == null) {
      return Refusals.NO_QUEUE;
    }
    QueueSnapshot old = queue.snapshot;
    long purgeMicros = Math.max(old.purgeMicros(), command.appendedMicros());
    queues.change(
        queue,
        new QueueSnapshot(
            old.name(), old.settings(), old.state(), old.createMicros(), purgeMicros));
    sweeper.sweepPurged(queue.id);
    return changed(queue, turn);
  }

  Result delete(String queueName, Turn turn) {
    Queue queue = queues.byName(queueName);
    if (queue == null) {
      return Refusals.NOT_FOUND;
    }
    wakeUps.file(queue, Micros.NEVER);
    queues.delete(queue);
    sweeper.sweepDeleted(queue.id);
    holds.forget(queue.id);
    turn.emit(new Decision.QueueChanged(queueName, Optional.empty()));
    return new QueueDone(Optional.empty());
  }

  private static Result changed(Queue queue, Turn turn) {
    Optional<QueueSnapshot> now = Optional.of(queue.snapshot);
    turn.emit(new Decision.QueueChanged(queue.name(), now));
    return new QueueDone(now);
  }

  private static QueueSettings merge(
      QueueSettings old, QueueSettings asked, Set<QueueField> fields) {
    return new QueueSettings(
        pick(fields, QueueField.MAX_DISPATCHES_PER_SECOND, old, asked).maxDispatchesPerSecond(),
        pick(fields, QueueField.MAX_BURST_SIZE, old, asked).maxBurstSize(),
        pick(fields, QueueField.MAX_CONCURRENT_DISPATCHES, old, asked).maxConcurrentDispatches(),
        pick(fields, QueueField.MAX_ATTEMPTS, old, asked).maxAttempts(),
        pick(fields, QueueField.MAX_RETRY_DURATION, old, asked).maxRetryDuration(),
        pick(fields, QueueField.MIN_BACKOFF, old, asked).minBackoff(),
        pick(fields, QueueField.MAX_BACKOFF, old, asked).maxBackoff(),
        pick(fields, QueueField.MAX_DOUBLINGS, old, asked).maxDoublings(),
        pick(fields, QueueField.TOMBSTONE_TTL, old, asked).tombstoneTtl(),
        pick(fields, QueueField.TASK_TTL, old, asked).taskTtl(),
        pick(fields, QueueField.SAMPLING_RATIO, old, asked).samplingRatio(),
        old.target(),
        pick(fields, QueueField.TARGET_PROTECTION, old, asked).targetProtection(),
        pick(fields, QueueField.SLOW_START, old, asked).slowStart(),
        new Budget(
            pick(fields, QueueField.MAX_PENDING_TASKS, old, asked).budget().tasks(),
            pick(fields, QueueField.MAX_PENDING_BYTES, old, asked).budget().bytes()));
  }

  private static QueueSettings pick(
      Set<QueueField> fields, QueueField field, QueueSettings old, QueueSettings asked) {
    return fields.contains(field) ? asked : old;
  }
}
