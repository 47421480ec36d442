package dev.sluice.topology.core;

import dev.sluice.topology.core.Decision.Verdict.Result;

/** Hands each record to who decides it, and tells the verdict where there is one to tell. */
final class Inbox {

  /** Who decides. */
  record Handlers(
      Creates creates,
      QueueCommands queues,
      TaskCommands tasks,
      Outcomes outcomes,
      Leases leases,
      DeadLetters deadLetters,
      WaitingRoom waitingRoom) {}

  private final Handlers handlers;
  private final Verdicts verdicts;

  Inbox(Handlers handlers, Verdicts verdicts) {
    this.handlers = handlers;
    this.verdicts = verdicts;
  }

  void accept(Coordinates at, Input input, Turn turn) {
    switch (input) {
      case Input.Create create ->
          verdicts.ofCreate(
              at, create.queueName(), handlers.creates().accept(at, create, turn), turn);
      case Input.Command command -> verdicts.ofCommand(at, carryOut(command, at, turn), turn);
      case Input.Outcome outcome -> handlers.outcomes().accept(outcome, turn);
      case Input.Holdings holdings -> handlers.leases().accept(holdings, turn);
      case Input.Retry retry -> handlers.outcomes().accept(retry, turn);
      case Input.Delete(String queueName, String taskId) -> {
        handlers.tasks().delete(queueName, taskId, turn);
        handlers.creates().noteDelete(at, queueName);
      }
      case Input.Unusable unusable -> bury(at, unusable, turn);
      case Input.Unread unread -> {
        handlers.waitingRoom().add(at, unread);
        handlers.creates().noteUnread(at, unread.taskName());
        verdicts.ofUnread(at, turn);
      }
      case Input.Ignored() -> {}
    }
  }

  /** Takes in a record that could not be read when its turn was. */
  void acceptLate(Coordinates at, Input input, Turn turn) {
    if (input instanceof Input.Create create) {
      verdicts.ofCreate(at, create.queueName(), handlers.creates().acceptLate(create, turn), turn);
    } else {
      accept(at, input, turn);
    }
  }

  private Result carryOut(Input.Command command, Coordinates at, Turn turn) {
    return switch (command) {
      case Input.CreateQueue create -> handlers.queues().create(create, at, turn);
      case Input.UpdateQueue update -> handlers.queues().update(update, at, turn);
      case Input.PauseQueue(String queueName) -> handlers.queues().pause(queueName, turn);
      case Input.ResumeQueue(String queueName) -> handlers.queues().resume(queueName, turn);
      case Input.PurgeQueue purge -> handlers.queues().purge(purge, turn);
      case Input.DeleteQueue(String queueName) -> handlers.queues().delete(queueName, turn);
      case Input.RunTask run -> handlers.tasks().run(run, turn);
      case Input.DeleteTask delete -> handlers.tasks().delete(delete, turn);
      case Input.RedriveDeadLetter redrive -> handlers.tasks().redrive(redrive, at, turn);
      case Input.DeleteDeadLetter delete -> handlers.tasks().deleteLetter(delete, turn);
      case Input.InvalidCommand(String message) -> Refusals.invalid(message);
    };
  }

  /** Its creator may wait for a verdict, if it was meant as a task. */
  private void bury(Coordinates at, Input.Unusable unusable, Turn turn) {
    handlers.deadLetters().bury(unusable, turn);
    handlers.creates().noteDecided(at, unusable.queueName());
    switch (at.topic()) {
      case TASKS, INBOX, REROUTED ->
          verdicts.ofCreate(at, unusable.queueName(), Refusals.invalid(unusable.message()), turn);
      case COMMANDS, OUTCOMES, RETRIES -> {}
    }
  }
}
