package dev.sluice.topology.stream;

import dev.sluice.topology.core.Decision.QueueFull;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.InputTopic;
import java.util.List;
import java.util.Map;

/** Told what became fact. Called on the threads that process partitions; must not block. */
public interface CommitListener {

  /**
   * A partition is owned from here on; whatever was told of it before may have gaps.
   *
   * @param offsets highest committed offset by input topic
   */
  void opened(int partition, Map<InputTopic, Long> offsets);

  /**
   * A transaction was committed.
   *
   * @param offsets highest committed offset by input topic, of the topics that moved
   * @param verdicts what it decided, in order
   * @param full queues that take no more tasks for now
   */
  void committed(
      int partition, Map<InputTopic, Long> offsets, List<Verdict> verdicts, List<QueueFull> full);

  /** A partition is no longer owned. */
  void closed(int partition);
}
