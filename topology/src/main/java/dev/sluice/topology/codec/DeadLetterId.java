package dev.sluice.topology.codec;

import java.util.OptionalLong;

/** Ids of dead letters: {@code partition-sequence}, for example 3-17. */
public final class DeadLetterId {

  private DeadLetterId() {}

  /** Makes the id of a partition's dead letter. */
  public static String of(int partition, long sequence) {
    return partition + "-" + sequence;
  }

  /** Returns the sequence in an id of a partition; empty if it is not an id of that partition. */
  public static OptionalLong sequence(String id, int partition) {
    String prefix = partition + "-";
    if (!id.startsWith(prefix)) {
      return OptionalLong.empty();
    }
    try {
      long sequence = Long.parseLong(id.substring(prefix.length()));
      return sequence > 0 ? OptionalLong.of(sequence) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
