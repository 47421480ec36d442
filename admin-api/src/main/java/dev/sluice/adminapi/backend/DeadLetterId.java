package dev.sluice.adminapi.backend;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Id of a dead letter, written {@code partition-sequence}, for example {@code 3-17}.
 *
 * @param partition the scheduler partition that keeps it
 * @param sequence its number there, from 1
 */
public record DeadLetterId(int partition, long sequence) {

  private static final Pattern SHAPE = Pattern.compile("(0|[1-9][0-9]{0,8})-([1-9][0-9]{0,17})");

  /** Reads an id; empty when it is not one. */
  public static Optional<DeadLetterId> parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    return parts.matches()
        ? Optional.of(
            new DeadLetterId(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  /** Returns the id as it is written. */
  @Override
  public String toString() {
    return partition + "-" + sequence;
  }
}
