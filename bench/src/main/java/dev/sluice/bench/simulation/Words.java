package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Decision.Verdict.Reason;
import dev.sluice.topology.core.Decision.Verdict.Rejected;

/** Refusals in Google's words (spec section 1.5), written down again. */
final class Words {

  static final Rejected NO_QUEUE =
      new Rejected(
          Reason.NOT_FOUND,
          "Queue does not exist. If you just created the queue, wait at least a minute for the"
              + " queue to initialize.");
  static final Rejected NOT_FOUND =
      new Rejected(Reason.NOT_FOUND, "Requested entity was not found.");
  static final Rejected QUEUE_EXISTS = new Rejected(Reason.ALREADY_EXISTS, "Queue already exists");
  static final Rejected TASK_EXISTS =
      new Rejected(Reason.ALREADY_EXISTS, "Requested entity already exists");
  static final Rejected TASK_EXISTED =
      new Rejected(
          Reason.ALREADY_EXISTS,
          "The task cannot be created because a task with this name existed too recently. For more"
              + " information about task de-duplication see"
              + " https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks/create#body.request_body.FIELDS.task.");

  private Words() {}
}
