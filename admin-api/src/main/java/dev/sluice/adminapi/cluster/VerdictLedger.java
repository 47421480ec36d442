package dev.sluice.adminapi.cluster;

import dev.sluice.v1.query.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings together the records that this server wrote to one topic partition and what the
 * partition's owner says of them.
 *
 * <p>A record's offset is known when Kafka acknowledges it. Its verdict arrives on another
 * connection: "committed up to offset O; these were refused: ...", where silence means accepted on
 * the tasks topic. The two come in either order, and the stream may break and go on elsewhere:
 *
 * <ul>
 *   <li>Verdicts on unknown offsets are kept while any record is unacknowledged whose send began
 *       before they came ({@link #outstanding}, {@link #early}); later sends get later offsets.
 *   <li>A stream covers the offsets above the one it started at ({@link #coveredAbove}). For those,
 *       silence speaks once the committed offset has passed them. At or below it, nothing can be
 *       concluded: the owner is asked, record by record.
 *   <li>A parked record has no verdict yet, although it is committed.
 * </ul>
 *
 * <p>Safe for use by several threads. Futures are completed, and look-ups asked for, outside the
 * lock.
 */
final class VerdictLedger {

  /** One record, from before it is sent until its writer stops waiting. */
  static final class Entry {
    private final String name;
    private final long ticket;
    private final CompletableFuture<Long> durable = new CompletableFuture<>();
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private long offset = NOTHING;
    private boolean forgotten;
    private boolean parked;
    private boolean lookedFor;

    private Entry(String name, long ticket) {
      this.name = name;
      this.ticket = ticket;
    }

    /** The record's key. */
    String name() {
      return name;
    }

    /** The record's offset; known to whoever is asked to look it up. */
    long offset() {
      return offset;
    }

    /** The record's offset, once Kafka has acknowledged it; fails when Kafka did not take it. */
    CompletableFuture<Long> durable() {
      return durable;
    }

    /** What the owner decided; fails when Kafka did not take the record. */
    CompletableFuture<Verdict> verdict() {
      return verdict;
    }
  }

  /**
   * What was said of an offset that no record here is known to have.
   *
   * @param verdict null: parked
   * @param latestTicket the last send that had begun
   */
  private record Early(long offset, @Nullable Verdict verdict, long latestTicket) {}

  private static final Verdict ACCEPTED = Verdict.getDefaultInstance();
  private static final long NOTHING = -1;

  private final boolean silenceAccepts;
  private final BiConsumer<VerdictLedger, Entry> lookUps;

  private final TreeSet<Long> outstanding = new TreeSet<>();
  private final TreeMap<Long, Entry> waiting = new TreeMap<>();
  private final Deque<Early> early = new ArrayDeque<>();
  private final Map<Long, Early> earlyByOffset = new HashMap<>();
  private long lastTicket;
  private boolean connected;
  private long coveredAbove = NOTHING;
  private long committed = NOTHING;

  /**
   * Makes an empty ledger.
   *
   * @param silenceAccepts whether a committed record that is not mentioned was accepted
   * @param lookUps asks the owner about a record and reports with {@link #lookedUp}; must not block
   */
  VerdictLedger(boolean silenceAccepts, BiConsumer<VerdictLedger, Entry> lookUps) {
    this.silenceAccepts = silenceAccepts;
    this.lookUps = lookUps;
  }

  /** A record is about to be sent. */
  synchronized Entry begin(String name) {
    Entry entry = new Entry(name, ++lastTicket);
    outstanding.add(entry.ticket);
    return entry;
  }

  /** Kafka has acknowledged the record. */
  void acknowledged(Entry entry, long offset) {
    Effects effects = new Effects();
    synchronized (this) {
      outstanding.remove(entry.ticket);
      if (!entry.forgotten) {
        entry.offset = offset;
        place(entry, effects);
      }
      forgetEarly();
    }
    entry.durable.complete(offset);
    effects.happen();
  }

  /** Kafka did not take the record, or did not say so. */
  void failed(Entry entry, Throwable cause) {
    synchronized (this) {
      outstanding.remove(entry.ticket);
      forgetEarly();
    }
    entry.durable.completeExceptionally(cause);
    entry.verdict.completeExceptionally(cause);
  }

  /** Nobody waits for this record's verdict any more. */
  void forget(Entry entry) {
    synchronized (this) {
      // A record that is not acknowledged yet keeps its ticket until it is.
      entry.forgotten = true;
      waiting.remove(entry.offset, entry);
    }
    entry.verdict.cancel(false);
  }

  /** A stream has begun; its first message says how far the partition has committed. */
  void connected(long committedOffset) {
    Effects effects = new Effects();
    synchronized (this) {
      connected = true;
      coveredAbove = committedOffset;
      committed = committedOffset;
      waiting.headMap(committedOffset, true).values().forEach(effects::lookUpOnce);
    }
    effects.happen();
  }

  /** The stream has ended. */
  synchronized void disconnected() {
    connected = false;
    waiting.values().forEach(entry -> entry.lookedFor = false);
  }

  /**
   * The partition has committed further.
   *
   * @param committedOffset highest committed offset
   * @param verdicts what was decided on offsets at or below it, where it was said
   * @param parked offsets at or below it that are not decided yet
   */
  void advanced(long committedOffset, Collection<Verdict> verdicts, Collection<Long> parked) {
    Effects effects = new Effects();
    synchronized (this) {
      verdicts.forEach(verdict -> said(verdict.getOffset(), verdict, effects));
      parked.forEach(offset -> said(offset, null, effects));
      committed = Math.max(committed, committedOffset);
      if (committed > coveredAbove) {
        List.copyOf(waiting.subMap(coveredAbove, false, committed, true).values())
            .forEach(entry -> conclude(entry, effects));
      }
    }
    effects.happen();
  }

  /** The owner said, when asked, what it decided on one record. */
  void lookedUp(Entry entry, Verdict verdict) {
    Effects effects = new Effects();
    synchronized (this) {
      if (waiting.remove(entry.offset, entry)) {
        effects.settle(entry, verdict);
      }
    }
    effects.happen();
  }

  /** Acknowledged records whose verdict is not known. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** Verdicts that are kept for records yet to be acknowledged. */
  synchronized int early() {
    return early.size();
  }

  private void place(Entry entry, Effects effects) {
    Early said = earlyByOffset.get(entry.offset);
    if (said != null && said.verdict != null) {
      effects.settle(entry, said.verdict);
      return;
    }
    entry.parked = said != null;
    waiting.put(entry.offset, entry);
    if (connected && entry.offset <= committed) {
      conclude(entry, effects);
    }
  }

  private void said(long offset, @Nullable Verdict verdict, Effects effects) {
    Entry entry = waiting.get(offset);
    if (entry == null) {
      if (!outstanding.isEmpty()) {
        Early said = new Early(offset, verdict, lastTicket);
        early.add(said);
        earlyByOffset.put(offset, said);
      }
    } else if (verdict == null) {
      entry.parked = true;
    } else {
      waiting.remove(offset);
      effects.settle(entry, verdict);
    }
  }

  /** What follows for a committed record from its not being mentioned. */
  private void conclude(Entry entry, Effects effects) {
    if (entry.parked) {
      return;
    }
    if (silenceAccepts && entry.offset > coveredAbove) {
      waiting.remove(entry.offset);
      effects.settle(entry, ACCEPTED);
    } else {
      effects.lookUpOnce(entry);
    }
  }

  private void forgetEarly() {
    long oldest = outstanding.isEmpty() ? Long.MAX_VALUE : outstanding.first();
    while (!early.isEmpty() && early.getFirst().latestTicket < oldest) {
      Early oldestSaid = early.removeFirst();
      // Unless something newer was said of the same offset.
      earlyByOffset.remove(oldestSaid.offset, oldestSaid);
    }
  }

  /** What is to be done once the lock is free. */
  private final class Effects {
    private final List<Runnable> actions = new ArrayList<>();

    void settle(Entry entry, Verdict verdict) {
      actions.add(() -> entry.verdict.complete(verdict));
    }

    void lookUpOnce(Entry entry) {
      if (!entry.lookedFor) {
        entry.lookedFor = true;
        actions.add(() -> lookUps.accept(VerdictLedger.this, entry));
      }
    }

    void happen() {
      actions.forEach(Runnable::run);
    }
  }
}
