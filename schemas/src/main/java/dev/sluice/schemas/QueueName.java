package dev.sluice.schemas;

import java.util.regex.Pattern;

/**
 * The full name of a queue, {@code projects/P/locations/L/queues/Q} (spec section 1.3). Google
 * gives no length for projects and locations, whose ids are short; the limit here keeps the names
 * of queues and tasks, which are keys of records, below 1 KiB.
 *
 * @param project project id, 1 to 100 of {@code [A-Za-z0-9:.-]}
 * @param location location id, 1 to 100 of {@code [A-Za-z0-9-]}
 * @param queueId queue id, 1 to 100 of {@code [A-Za-z0-9-]}
 */
public record QueueName(String project, String location, String queueId) {

  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9:.-]{1,100}");
  private static final Pattern LOCATION = Pattern.compile("[A-Za-z0-9-]{1,100}");
  private static final Pattern QUEUE_ID = Pattern.compile("[A-Za-z0-9-]{1,100}");

  private static final String SHAPE =
      "Queue name must be formatted:"
          + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>\".";

  /**
   * Checks the parts.
   *
   * @throws InvalidNameException if a part has characters or a length that its rule forbids
   */
  public QueueName {
    if (!PROJECT.matcher(project).matches()
        || !LOCATION.matcher(location).matches()
        || !QUEUE_ID.matcher(queueId).matches()) {
      throw new InvalidNameException(SHAPE);
    }
  }

  /**
   * Reads a full name.
   *
   * @throws InvalidNameException if it is not the full name of a queue
   */
  public static QueueName parse(String name) {
    String[] parts = name.split("/", -1);
    if (parts.length != 6
        || !parts[0].equals("projects")
        || !parts[2].equals("locations")
        || !parts[4].equals("queues")) {
      throw new InvalidNameException(SHAPE);
    }
    return new QueueName(parts[1], parts[3], parts[5]);
  }

  /** Returns {@code projects/P/locations/L}. */
  public String parent() {
    return "projects/" + project + "/locations/" + location;
  }

  /** Returns the full name. */
  @Override
  public String toString() {
    return parent() + "/queues/" + queueId;
  }
}
