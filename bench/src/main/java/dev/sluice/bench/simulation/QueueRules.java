package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Decision.Verdict.QueueDone;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.QueueField;
import dev.sluice.topology.core.QueueSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What commands do to queues (spec sections 1.5 and 2.3). */
final class QueueRules {

  private final Model model;
  private final Coverage coverage;
  private final CreateRules creates;

  QueueRules(Model model, Coverage coverage, CreateRules creates) {
    this.model = model;
    this.coverage = coverage;
    this.creates = creates;
  }

  void create(Input.CreateQueue command, Step step, Told told) {
    if (model.queues.containsKey(command.queueName())) {
      coverage.saw(Seen.QUEUE_EXISTED);
      told.verdict(Words.QUEUE_EXISTS);
    } else {
      create(command.queueName(), command.settings(), step, told);
    }
  }

  private void create(String name, QueueSettings settings, Step step, Told told) {
    QueueModel queue = new QueueModel(name, settings, step.nowMicros());
    model.queues.put(name, queue);
    coverage.saw(model.deletedNames.contains(name) ? Seen.QUEUE_CREATED_AGAIN : Seen.QUEUE_CREATED);
    done(queue, told);
    creates.release(queue, step.nowMicros(), told);
  }

  void update(Input.UpdateQueue command, Step step, Told told) {
    QueueModel queue = model.queues.get(command.queueName());
    if (queue == null) {
      coverage.saw(Seen.QUEUE_UPSERTED);
      create(command.queueName(), command.settings(), step, told);
      return;
    }
    coverage.saw(Seen.QUEUE_UPDATED);
    queue.change(merged(queue.settings, command.settings(), command.fields()), step.nowMicros());
    done(queue, told);
  }

  void pause(String name, boolean running, Told told) {
    QueueModel queue = model.queues.get(name);
    if (queue == null) {
      told.verdict(Words.NO_QUEUE);
    } else if (queue.running == running) {
      told.verdict(new QueueDone(Optional.of(queue.snapshot())));
    } else {
      queue.running = running;
      coverage.saw(running ? Seen.QUEUE_RESUMED : Seen.QUEUE_PAUSED);
      done(queue, told);
    }
  }

  void purge(Input.PurgeQueue command, Step step, Told told) {
    QueueModel queue = model.queues.get(command.queueName());
    if (queue == null) {
      told.verdict(Words.NO_QUEUE);
      return;
    }
    queue.purgeMicros = Math.max(queue.purgeMicros, command.appendedMicros());
    for (TaskModel task : List.copyOf(queue.living.values())) {
      if (task.appendedMicros < queue.purgeMicros) {
        coverage.saw(Seen.PURGED);
        queue.end(task, TaskModel.Fate.PURGED, queue.purgeMicros, step.nowMicros());
      }
    }
    done(queue, told);
  }

  void delete(String name, Told told) {
    QueueModel queue = model.queues.remove(name);
    if (queue == null) {
      told.verdict(Words.NOT_FOUND);
      return;
    }
    coverage.saw(Seen.QUEUE_DELETED);
    model.deletedNames.add(name);
    queue.living.values().forEach(task -> task.fate = TaskModel.Fate.QUEUE_DELETED);
    queue.living.clear();
    told.verdict(new QueueDone(Optional.empty()));
    told.changed(name, Optional.empty());
  }

  private static void done(QueueModel queue, Told told) {
    told.verdict(new QueueDone(Optional.of(queue.snapshot())));
    told.changed(queue.name, Optional.of(queue));
  }

  private static QueueSettings merged(
      QueueSettings old, QueueSettings asked, Set<QueueField> fields) {
    return new QueueSettings(
        fields.contains(QueueField.MAX_DISPATCHES_PER_SECOND)
            ? asked.maxDispatchesPerSecond()
            : old.maxDispatchesPerSecond(),
        fields.contains(QueueField.MAX_BURST_SIZE) ? asked.maxBurstSize() : old.maxBurstSize(),
        fields.contains(QueueField.MAX_CONCURRENT_DISPATCHES)
            ? asked.maxConcurrentDispatches()
            : old.maxConcurrentDispatches(),
        fields.contains(QueueField.MAX_ATTEMPTS) ? asked.maxAttempts() : old.maxAttempts(),
        fields.contains(QueueField.MAX_RETRY_DURATION)
            ? asked.maxRetryDuration()
            : old.maxRetryDuration(),
        fields.contains(QueueField.MIN_BACKOFF) ? asked.minBackoff() : old.minBackoff(),
        fields.contains(QueueField.MAX_BACKOFF) ? asked.maxBackoff() : old.maxBackoff(),
        fields.contains(QueueField.MAX_DOUBLINGS) ? asked.maxDoublings() : old.maxDoublings(),
        old.tombstoneTtl(),
        old.taskTtl(),
        old.samplingRatio(),
        old.target(),
        fields.contains(QueueField.TARGET_PROTECTION)
            ? asked.targetProtection()
            : old.targetProtection(),
        fields.contains(QueueField.SLOW_START) ? asked.slowStart() : old.slowStart(),
        old.budget());
  }
}
