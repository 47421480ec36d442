package dev.sluice.schemas;

import java.util.regex.Pattern;

/**
 * The full name of a task, {@code projects/P/locations/L/queues/Q/tasks/T} (spec section 1.3).
 *
 * @param queue the queue the task is in
 * @param taskId task id, 1 to 500 of {@code [A-Za-z0-9_-]}
 */
public record TaskName(QueueName queue, String taskId) {

  private static final int MAX_ID_CHARS = 500;
  private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9_-]{1,500}");

  private static final String SHAPE =
      "Task name must be formatted:"
          + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>\"";

  /**
   * Checks the task id.
   *
   * @throws InvalidNameException if the id has characters or a length that its rule forbids
   */
  public TaskName {
    if (!TASK_ID.matcher(taskId).matches()) {
      throw new InvalidNameException(
          "Task ID \""
              + Excerpt.of(taskId, MAX_ID_CHARS)
              + "\" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), or"
              + " underscores (_). Task ID must between 1 and 500 characters.");
    }
  }

  /**
   * Reads a full name.
   *
   * @throws InvalidNameException if it is not the full name of a task
   */
  public static TaskName parse(String name) {
    int tasks = name.lastIndexOf("/tasks/");
    if (tasks < 0) {
      throw new InvalidNameException(SHAPE);
    }
    QueueName queue;
    try {
      queue = QueueName.parse(name.substring(0, tasks));
    } catch (InvalidNameException e) {
      throw new InvalidNameException(SHAPE);
    }
    return new TaskName(queue, name.substring(tasks + "/tasks/".length()));
  }

  /** Returns the full name. */
  @Override
  public String toString() {
    return queue + "/tasks/" + taskId;
  }
}
