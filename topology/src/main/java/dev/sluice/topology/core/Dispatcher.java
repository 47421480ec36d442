package dev.sluice.topology.core;

/** Sends tasks out, each on a lane under the lane's next sequence. */
final class Dispatcher {

  private final Queues queues;
  private final Tasks tasks;
  private final Agenda agenda;
  private final WakeUps wakeUps;
  private final Lanes lanes;
  private final Flights flights;
  private final Headstart headstart;

  Dispatcher(Partition partition, Headstart headstart) {
    this.queues = partition.queues();
    this.tasks = partition.tasks();
    this.agenda = partition.agenda();
    this.wakeUps = partition.wakeUps();
    this.lanes = partition.lanes();
    this.flights = partition.flights();
    this.headstart = headstart;
  }

  /** Takes in a new task: it goes straight out if it may, and otherwise waits for its time. */
  Task admit(Queue queue, String taskId, Definition undecided, Turn turn) {
    Task draft = new Task(queue, taskId, undecided, Status.initial(undecided), false);
    long startMicros = startAtOnceMicros(draft, turn.nowMicros());
    Seat seat = startMicros == Micros.NEVER ? null : lanes.seat(queue, turn.nowMicros());
    if (seat == null) {
      return file(draft, turn);
    }
    Lane lane = seat.lane();
    long sequence = lane.lastSequence + 1;
    Definition definition =
        undecided.with(new Definition.Dispatched(lane.number, sequence, startMicros));
    Task task = new Task(queue, taskId, definition, draft.status, false);
    tasks.create(task);
    Events.emit(Decision.Event.Kind.CREATED, task, 0, turn);
    queue.takeToken(startMicros, turn.nowMicros());
    send(task, seat, startMicros, false, turn);
    return task;
  }

  private Task file(Task draft, Turn turn) {
    agenda.add(draft, draft.definition.dueMicros());
    Definition definition =
        draft.definition.with(new Definition.Waiting(draft.status.agendaSequence));
    Task task = new Task(draft.queue, draft.id, definition, draft.status, false);
    tasks.create(task);
    Events.emit(Decision.Event.Kind.CREATED, task, 0, turn);
    wakeUps.refresh(task.queue, turn.nowMicros());
    return task;
  }

  /**
   * When a task starts that goes straight out, or {@link Micros#NEVER} if it does not: only if it
   * is due, or nearly, and its queue has nothing waiting that is due before.
   */
  private long startAtOnceMicros(Task task, long nowMicros) {
    Queue queue = task.queue;
    if (!queue.running() || task.definition.dueMicros() > nowMicros + headstart.micros()) {
      return Micros.NEVER;
    }
    long dueMicros = Math.max(task.definition.dueMicros(), nowMicros);
    long startMicros = queue.startMicros(dueMicros, nowMicros);
    if (headstart.leaveMicros(queue, dueMicros, startMicros) > nowMicros
        || startMicros >= task.expiryMicros()) {
      return Micros.NEVER;
    }
    Agenda.Head head = agenda.head(queue);
    return head != null && head.micros() <= dueMicros ? Micros.NEVER : startMicros;
  }

  /** Sends a task that waited; a place and credit are there, and a token by its start. */
  void dispatch(Task task, Seat seat, long startMicros, Turn turn) {
    agenda.remove(task);
    task.queue.takeToken(startMicros, turn.nowMicros());
    send(task, seat, startMicros, false, turn);
    tasks.save(task);
  }

  /** Sends a task now, past pause, rate and concurrency; it holds no slot. */
  void force(Task task, Turn turn) {
    if (task.status.state == Status.State.SCHEDULED) {
      agenda.remove(task);
    }
    task.status.dueMicros = turn.nowMicros();
    Seat seat = Seat.atOnce(lanes.leastLoaded(turn.nowMicros()));
    send(task, seat, turn.nowMicros(), true, turn);
    tasks.save(task);
  }

  /** Has a task dispatched again whose attempt did not take place; it is as due as it was. */
  void sendAgain(Task task, InFlight flight, Turn turn) {
    if (tasks.endIfExpired(task, turn)) {
      return;
    }
    if (flight.forced()) {
      force(task, turn);
      return;
    }
    agenda.add(task, flight.scheduleMicros());
    tasks.save(task);
    wakeUps.refresh(task.queue, turn.nowMicros());
  }

  private void send(Task task, Seat seat, long startMicros, boolean forced, Turn turn) {
    Lane lane = seat.lane();
    Status status = task.status;
    long sequence = ++lane.lastSequence;
    status.state = Status.State.DISPATCHED;
    status.dispatchCount++;
    status.lane = lane.number;
    status.sequence = sequence;
    status.dispatchMicros = startMicros;
    lane.dispatchedMicros = turn.nowMicros();
    flights.start(seat, sequence, flight(task, forced), task.queue, turn.nowMicros());
    queues.moved(task.queue);
    turn.emit(decision(task, seat.after(), turn.nowMicros()));
    Events.emit(Decision.Event.Kind.DISPATCHED, task, 0, turn);
  }

  private static InFlight flight(Task task, boolean forced) {
    return new InFlight(
        task.queue.id,
        task.id,
        task.definition.incarnation(),
        task.status.dueMicros,
        task.status.dispatchMicros,
        task.definition.deadlineMillis(),
        task.definition.payload().length,
        forced,
        false);
  }

  private static Decision.Dispatch decision(Task task, long after, long nowMicros) {
    Status status = task.status;
    return new Decision.Dispatch(
        status.lane,
        status.sequence,
        after,
        task.queue.name(),
        task.id,
        task.definition.incarnation(),
        task.definition.payload(),
        status.dispatchCount,
        status.executionCount,
        status.previousResponse,
        status.responseCount,
        status.previousUnanswered,
        status.dueMicros,
        nowMicros,
        status.dispatchMicros,
        task.queue.settings().target());
  }
}
