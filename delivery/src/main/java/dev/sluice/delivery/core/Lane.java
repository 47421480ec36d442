package dev.sluice.delivery.core;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What a worker knows of one lane, owned now or owned before while attempts are held. */
final class Lane {

  private record Staged(long sequence, long after, long bytes, long deadlineMillis) {}

  final int number;
  final TreeMap<Long, HeldAttempt> held = new TreeMap<>();
  final Succession succession = new Succession(held);

  private final List<Staged> staged = new ArrayList<>();
  private boolean owned;
  private long received;
  private long stagedMark;
  private long heldBytes;

  Lane(int number) {
    this.number = number;
  }

  boolean isOwned() {
    return owned;
  }

  long received() {
    return received;
  }

  long heldBytes() {
    return heldBytes;
  }

  boolean isForgotten() {
    return !owned && held.isEmpty();
  }

  /**
   * The lane is ours. What was received before stays received: its metadata may be older than what
   * this worker knows, if a commit was acknowledged to nobody.
   */
  void assign(long mark) {
    owned = true;
    received = Math.max(received, mark);
    succession.assign(received);
    drop();
  }

  void revoke() {
    owned = false;
    drop();
  }

  long stagedMark() {
    return stagedMark;
  }

  boolean stage(long sequence, long after, long bytes, long deadlineMillis) {
    if (!owned || sequence <= stagedMark) {
      return false;
    }
    if (sequence > stagedMark + 1) {
      succession.unknownTo(sequence - 1);
    }
    staged.add(new Staged(sequence, after, bytes, deadlineMillis));
    stagedMark = sequence;
    return true;
  }

  void stageMark(long sequence) {
    if (owned && sequence > stagedMark) {
      succession.unknownTo(sequence);
      stagedMark = sequence;
    }
  }

  /** Forgets what was received since the last commit that was acknowledged. */
  void drop() {
    staged.clear();
    stagedMark = received;
  }

  List<HeldAttempt> commit(long nowNanos) {
    List<HeldAttempt> fresh = new ArrayList<>(staged.size());
    for (Staged one : staged) {
      long deadlineNanos = Durations.nanosOfMillis(one.deadlineMillis());
      HeldAttempt attempt =
          new HeldAttempt(
              new AttemptKey(number, one.sequence()),
              one.after(),
              one.bytes(),
              deadlineNanos,
              nowNanos);
      held.put(one.sequence(), attempt);
      heldBytes += one.bytes();
      fresh.add(attempt);
    }
    staged.clear();
    received = stagedMark;
    return fresh;
  }

  /** An attempt has ended; its outcome is not in the log yet. */
  void end(HeldAttempt attempt) {
    attempt.end();
    succession.ended(attempt);
  }

  void release(long sequence) {
    HeldAttempt attempt = held.remove(sequence);
    if (attempt != null) {
      heldBytes -= attempt.bytes;
    }
  }
}
