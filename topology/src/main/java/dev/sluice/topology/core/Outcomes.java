package dev.sluice.topology.core;

/** What becomes of tasks when their attempts end (design section 4). */
final class Outcomes {

  private static final int TIMEOUT_STATUS = 504;

  private final Queues queues;
  private final Tasks tasks;
  private final Agenda agenda;
  private final WakeUps wakeUps;
  private final Lanes lanes;
  private final Flights flights;
  private final Dispatcher dispatcher;
  private final DeadLetters deadLetters;
  private final Headstart headstart;

  private long unknown;

  Outcomes(
      Partition partition, Dispatcher dispatcher, DeadLetters deadLetters, Headstart headstart) {
    this.queues = partition.queues();
    this.tasks = partition.tasks();
    this.agenda = partition.agenda();
    this.wakeUps = partition.wakeUps();
    this.lanes = partition.lanes();
    this.flights = partition.flights();
    this.dispatcher = dispatcher;
    this.deadLetters = deadLetters;
    this.headstart = headstart;
  }

  long unknown() {
    return unknown;
  }

  void accept(Input.Outcome outcome, Turn turn) {
    Lane lane = lanes.find(outcome.lane());
    InFlight flight = lane == null ? null : flights.find(lane, outcome.sequence());
    if (lane == null || flight == null) {
      unknown++;
      return;
    }
    Queue queue = queues.byId(flight.queueId());
    boolean wasFull = queue != null && queue.slotsFull();
    boolean leftPlaces = queue == null || headstart.leavesPlaces(queue);
    flights.finish(lane, outcome.sequence(), flight);
    if (queue == null) {
      return;
    }
    Task task = tasks.find(queue, flight, turn);
    boolean faster = task != null && note(task, outcome, turn);
    if (task != null) {
      conclude(task, flight, outcome, turn);
    }
    if (wasFull || faster || (!leftPlaces && headstart.leavesPlaces(queue))) {
      wakeUps.refresh(queue, turn.nowMicros());
    }
  }

  private boolean note(Task task, Input.Outcome outcome, Turn turn) {
    queues.moved(task.queue);
    boolean appEngine = task.definition.terms().appEngine();
    return task.queue.noteEnd(outcome, appEngine, turn.nowMicros());
  }

  private void conclude(Task task, InFlight flight, Input.Outcome outcome, Turn turn) {
    boolean current = task.status.runsAs(outcome.lane(), outcome.sequence());
    if (succeeded(outcome)) {
      complete(task, outcome, turn);
    } else if (current) {
      task.status.lossesRunning = 0;
      if (outcome.kind() == Input.Outcome.Kind.ABANDONED) {
        // It never left the worker.
        task.status.dispatchCount--;
        dispatcher.sendAgain(task, flight, turn);
      } else {
        fail(task, flight, outcome, turn);
      }
    }
  }

  private static boolean succeeded(Input.Outcome outcome) {
    return outcome.kind() == Input.Outcome.Kind.RESPONDED
        && outcome.httpStatus() >= 200
        && outcome.httpStatus() <= 299;
  }

  private void complete(Task task, Input.Outcome outcome, Turn turn) {
    Events.emit(Decision.Event.Kind.RESPONDED, task, outcome.httpStatus(), turn);
    tasks.end(task, turn);
    Events.emit(Decision.Event.Kind.COMPLETED, task, outcome.httpStatus(), turn);
  }

  private void fail(Task task, InFlight flight, Input.Outcome outcome, Turn turn) {
    count(task.status, flight, outcome);
    if (outcome.kind() == Input.Outcome.Kind.RESPONDED) {
      Events.emit(Decision.Event.Kind.RESPONDED, task, outcome.httpStatus(), turn);
    }
    if (tasks.endIfExpired(task, turn)) {
      return;
    }
    QueueSettings settings = settings(task);
    long firstMicros = task.status.attempts.getFirst().dispatchMicros();
    long ageMicros = turn.nowMicros() - firstMicros;
    if (StopRule.givesUp(settings, task.status.attemptsUsed, ageMicros)) {
      giveUp(task, outcome, turn);
    } else {
      retry(task, flight, outcome, turn);
    }
  }

  private static void count(Status status, InFlight flight, Input.Outcome outcome) {
    status.attemptsUsed++;
    status.previousUnanswered = outcome.kind() != Input.Outcome.Kind.RESPONDED;
    switch (outcome.kind()) {
      case RESPONDED -> {
        status.responseCount++;
        status.previousResponse = outcome.httpStatus();
        if (outcome.httpStatus() / 100 != 5) {
          status.executionCount++;
        }
      }
      case DEADLINE_EXCEEDED -> status.previousResponse = TIMEOUT_STATUS;
      case CONNECTION_FAILED, REFUSED, ABANDONED -> {}
    }
    status.attempts =
        Attempts.add(
            status.attempts,
            new AttemptRecord(
                flight.scheduleMicros(),
                flight.dispatchMicros(),
                outcome.responseMicros(),
                outcome.httpStatus(),
                outcome.error(),
                outcome.body()));
  }

  private static QueueSettings settings(Task task) {
    return task.definition.terms().retry().over(task.queue.settings());
  }

  private void giveUp(Task task, Input.Outcome outcome, Turn turn) {
    String message =
        "gave up after "
            + task.status.attemptsUsed
            + " failed attempts; the last one: "
            + cause(outcome);
    deadLetters.bury(task, Decision.DeadLettered.Cause.ATTEMPTS_EXHAUSTED, message, turn);
  }

  /** The task waits for its retry record, which is written with this transaction. */
  private void retry(Task task, InFlight flight, Input.Outcome outcome, Turn turn) {
    Status status = task.status;
    long waitMicros =
        Backoff.waitMicros(settings(task), status.attemptsUsed, outcome.retryAfterMillis());
    // A run that was forced delays the task from its start (spec section 3.2).
    long fromMicros = flight.forced() ? flight.dispatchMicros() : turn.nowMicros();
    status.state = Status.State.RETRYING;
    status.dueMicros = Micros.add(fromMicros, waitMicros);
    tasks.save(task);
    turn.emit(
        new Decision.ScheduleRetry(
            task.queue.name(),
            task.id,
            task.definition.incarnation(),
            status.dispatchCount,
            status.dueMicros,
            cause(outcome)));
    Events.emit(Decision.Event.Kind.RETRIED, task, outcome.httpStatus(), turn);
  }

  /** Puts a task into the agenda when its retry record is read back. */
  void accept(Input.Retry retry, Turn turn) {
    Queue queue = queues.byName(retry.queueName());
    Task task = queue == null ? null : tasks.find(queue, retry.taskId(), turn);
    if (queue == null
        || task == null
        || task.status.state != Status.State.RETRYING
        || task.status.dispatchCount != retry.dispatchCount()
        || !task.definition.incarnation().equals(retry.incarnation())) {
      return;
    }
    agenda.add(task, task.status.dueMicros);
    tasks.save(task);
    wakeUps.refresh(queue, turn.nowMicros());
  }

  private static String cause(Input.Outcome outcome) {
    return switch (outcome.kind()) {
      case RESPONDED -> "HTTP " + outcome.httpStatus();
      case DEADLINE_EXCEEDED -> named("deadline exceeded", outcome.error());
      case CONNECTION_FAILED -> named("connection failed", outcome.error());
      case REFUSED -> named("refused", outcome.error());
      case ABANDONED -> named("abandoned", outcome.error());
    };
  }

  private static String named(String what, String error) {
    return error.isEmpty() ? what : what + ": " + error;
  }
}
