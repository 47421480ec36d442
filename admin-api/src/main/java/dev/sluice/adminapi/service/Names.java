package dev.sluice.adminapi.service;

import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;

/** Resource names as calls carry them; INVALID_ARGUMENT with Google's text for bad ones. */
final class Names {

  private static final String LETTERS = "/deadLetters/";

  private Names() {}

  static QueueName queue(String name) {
    try {
      return QueueName.parse(name);
    } catch (InvalidNameException e) {
      throw Refusals.invalidName(e);
    }
  }

  static TaskName task(String name) {
    try {
      return TaskName.parse(name);
    } catch (InvalidNameException e) {
      throw Refusals.invalidName(e);
    }
  }

  /** {@code projects/P/locations/L}, in parts. */
  record Location(String project, String location) {

    static Location parse(String name) {
      String[] parts = name.split("/", -1);
      if (parts.length != 4
          || !parts[0].equals("projects")
          || !parts[2].equals("locations")
          || parts[1].isEmpty()
          || parts[3].isEmpty()) {
        throw Refusals.invalid(
            "Location name must be formatted: \"projects/<PROJECT_ID>/locations/<LOCATION_ID>\".");
      }
      return new Location(parts[1], parts[3]);
    }

    @Override
    public String toString() {
      return "projects/" + project + "/locations/" + location;
    }
  }

  /** {@code projects/P/locations/L/queues/Q/deadLetters/D}, in parts. */
  record Letter(QueueName queue, String id) {

    static Letter parse(String name) {
      int at = name.lastIndexOf(LETTERS);
      if (at < 0) {
        throw Refusals.invalid(
            "Dead letter name must be formatted:"
                + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>"
                + "/deadLetters/<ID>\".");
      }
      return new Letter(Names.queue(name.substring(0, at)), name.substring(at + LETTERS.length()));
    }
  }
}
