package dev.sluice.topology.core;

/** What becomes of a task whose attempt no living worker holds. */
final class Losses {

  private static final int LOSSES_RUNNING_LIMIT = 5;

  private final Queues queues;
  private final Tasks tasks;
  private final WakeUps wakeUps;
  private final Flights flights;
  private final Dispatcher dispatcher;
  private final DeadLetters deadLetters;

  Losses(Partition partition, Dispatcher dispatcher, DeadLetters deadLetters) {
    this.queues = partition.queues();
    this.tasks = partition.tasks();
    this.wakeUps = partition.wakeUps();
    this.flights = partition.flights();
    this.dispatcher = dispatcher;
    this.deadLetters = deadLetters;
  }

  /** Declares an attempt lost; its task, if it lives and waits for it, is as due as it was. */
  void lose(Lane lane, long sequence, Turn turn) {
    InFlight flight = flights.find(lane, sequence);
    if (flight == null) {
      return;
    }
    Queue queue = queues.byId(flight.queueId());
    Task task = queue == null ? null : tasks.find(queue, flight, turn);
    if (queue == null || task == null) {
      flights.finish(lane, sequence, flight);
    } else {
      flights.lose(lane, sequence, flight);
      if (task.status.runsAs(lane.number, sequence)) {
        goOn(task, flight, turn);
      }
    }
    if (queue != null) {
      wakeUps.refresh(queue, turn.nowMicros());
    }
  }

  /** Stops waiting for the outcome of a lost attempt. */
  void forget(Lane lane, long sequence) {
    InFlight flight = flights.find(lane, sequence);
    if (flight != null) {
      flights.finish(lane, sequence, flight);
    }
  }

  private void goOn(Task task, InFlight flight, Turn turn) {
    Status status = task.status;
    status.lossesRunning++;
    status.attempts =
        Attempts.add(
            status.attempts, Attempts.lost(flight.scheduleMicros(), flight.dispatchMicros()));
    if (tasks.endIfExpired(task, turn)) {
      return;
    }
    if (status.lossesRunning >= LOSSES_RUNNING_LIMIT) {
      String message = LOSSES_RUNNING_LIMIT + " attempts in a row were lost with their workers";
      deadLetters.bury(task, Decision.DeadLettered.Cause.LOST, message, turn);
    } else {
      dispatcher.sendAgain(task, flight, turn);
    }
  }
}
