package dev.sluice.topology.stream;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision.QueueFull;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.InputTopic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What the open transaction of each thread will make a fact. A thread has one producer and commits
 * all of its partitions with it, so what it collected is told after its commit and forgotten with
 * its abort.
 */
final class PendingCommits {

  private final CommitListener listener;
  private final ThreadLocal<OfThread> ofThread = ThreadLocal.withInitial(OfThread::new);

  PendingCommits(CommitListener listener) {
    this.listener = listener;
  }

  /** Remembers an offset of a partition that this thread owns; see {@link #anchor()}. */
  void opened(int partition, TopicPartition input, long nextOffset) {
    ofThread.get().anchors.put(partition, Map.entry(input, new OffsetAndMetadata(nextOffset)));
  }

  /** Forgets a partition that this thread no longer owns, but for its part of the transaction. */
  void closed(int partition) {
    ofThread.get().anchors.remove(partition);
  }

  /**
   * Returns an offset that this thread may commit at any time, to have its membership of the group
   * checked: that of a partition it owns, as its state or its last commit says; empty if it owns
   * none that ever processed a record.
   */
  Optional<Map.Entry<TopicPartition, OffsetAndMetadata>> anchor() {
    return ofThread.get().anchors.values().stream().findFirst();
  }

  /**
   * Moves the anchors on with the offsets of a commit, never back: an older one would have records
   * read again, and one that is not committed could have them skipped.
   */
  void moved(Map<TopicPartition, OffsetAndMetadata> committed) {
    ofThread
        .get()
        .anchors
        .replaceAll((_, anchor) -> {
          OffsetAndMetadata offset = committed.get(anchor.getKey());
          return offset == null || offset.offset() < anchor.getValue().offset()
              ? anchor
              : Map.entry(anchor.getKey(), offset);
        });
  }

  /** Has something done on this thread after each of its commits. */
  void afterCommit(Runnable what) {
    ofThread.get().afterCommit = what;
  }

  /** Remembers that a record was processed by this thread, for the first time. */
  void processed(Coordinates at) {
    pending(at.partition()).offsets.merge(at.topic(), at.offset(), Math::max);
  }

  /** Remembers a verdict of this thread. */
  void verdict(Verdict verdict) {
    pending(verdict.about().partition()).verdicts.add(verdict);
  }

  /** Remembers that a queue of a partition of this thread is full. */
  void full(int partition, QueueFull full) {
    pending(partition).full.add(full);
  }

  /** Tells what this thread's transaction decided. */
  void committed() {
    ofThread.get().afterCommit.run();
    Map<Integer, Pending> pending = ofThread.get().pending;
    if (!pending.isEmpty()) {
      pending.forEach((partition, what) ->
          listener.committed(
              partition,
              Map.copyOf(what.offsets),
              List.copyOf(what.verdicts),
              List.copyOf(what.full)));
      pending.clear();
    }
  }

  /** Forgets what this thread's transaction decided: it may never become a fact. */
  void discarded() {
    ofThread.get().pending.clear();
  }

  private Pending pending(int partition) {
    return ofThread.get().pending.computeIfAbsent(partition, _ -> new Pending());
  }

  private static final class OfThread {
    Runnable afterCommit = () -> {};
    final Map<Integer, Pending> pending = new HashMap<>();
    final Map<Integer, Map.Entry<TopicPartition, OffsetAndMetadata>> anchors = new HashMap<>();
  }

  private static final class Pending {
    final Map<InputTopic, Long> offsets = new EnumMap<>(InputTopic.class);
    final List<Verdict> verdicts = new ArrayList<>();
    final List<QueueFull> full = new ArrayList<>();
  }
}
