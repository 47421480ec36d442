package dev.sluice.topology.query;

import dev.sluice.topology.core.Decision.QueueFull;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.stream.CommitListener;
import dev.sluice.v1.query.VerdictBatch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became fact in each owned partition, for whoever watches. A watcher sees every commit from
 * its first message on without a gap, or is told that its stream is over: also when a partition is
 * opened again by the same instance, since a transaction whose end is unknown lies between.
 */
public final class VerdictFeed implements CommitListener {

  private static final Logger log = LoggerFactory.getLogger(VerdictFeed.class);

  private final Map<Integer, Owned> owned = new HashMap<>();

  /** Somebody who watches a partition. Called under a lock, in order; must not block. */
  interface Watcher {

    /** Takes a batch; returns false to get no more. */
    boolean next(VerdictBatch batch);

    /** No more batches come. */
    void end();
  }

  @Override
  public synchronized void opened(int partition, Map<InputTopic, Long> offsets) {
    endAll(partition, owned.put(partition, new Owned(offsets)));
  }

  @Override
  public synchronized void committed(
      int partition, Map<InputTopic, Long> offsets, List<Verdict> verdicts, List<QueueFull> full) {
    Owned state = owned.get(partition);
    if (state == null) {
      return;
    }
    offsets.forEach((topic, offset) -> state.offsets.merge(topic, offset, Math::max));
    boolean matters =
        offsets.containsKey(InputTopic.TASKS)
            || offsets.containsKey(InputTopic.COMMANDS)
            || !verdicts.isEmpty()
            || !full.isEmpty();
    if (!matters || state.watchers.isEmpty()) {
      return;
    }
    VerdictBatch batch = Verdicts.batch(state.offsets, verdicts, full);
    state.watchers.removeIf(watcher -> !tell(partition, watcher, batch));
  }

  @Override
  public synchronized void closed(int partition) {
    endAll(partition, owned.remove(partition));
  }

  /** Ends all streams. */
  public synchronized void closeAll() {
    owned.forEach(VerdictFeed::endAll);
    owned.clear();
  }

  /**
   * Starts to watch; the first batch, sent at once, says how far the partition has committed.
   *
   * @throws NotOwnedException if the partition is not owned
   */
  synchronized void watch(int partition, Watcher watcher) {
    Owned state = state(partition);
    if (watcher.next(Verdicts.batch(state.offsets, List.of(), List.of()))) {
      state.watchers.add(watcher);
    }
  }

  /** Stops to watch. */
  synchronized void unwatch(int partition, Watcher watcher) {
    Owned state = owned.get(partition);
    if (state != null) {
      state.watchers.remove(watcher);
    }
  }

  /**
   * Returns the highest committed offset of an input topic; empty if nothing of it was processed.
   *
   * @throws NotOwnedException if the partition is not owned
   */
  synchronized OptionalLong committedOffset(int partition, InputTopic topic) {
    Long offset = state(partition).offsets.get(topic);
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  private Owned state(int partition) {
    Owned state = owned.get(partition);
    if (state == null) {
      throw new NotOwnedException("partition: " + partition + " is not owned by this scheduler");
    }
    return state;
  }

  /**
   * Tells a watcher; returns whether it wants more. The commit is a fact already, so whatever a
   * watcher throws is its own trouble: it is dropped, and told so as far as it can be.
   */
  private static boolean tell(int partition, Watcher watcher, VerdictBatch batch) {
    try {
      return watcher.next(batch);
    } catch (RuntimeException e) {
      log.warn("event=verdict_watcher_dropped partition={} error=\"{}\"", partition, e.toString());
      end(partition, watcher);
      return false;
    }
  }

  private static void endAll(int partition, @Nullable Owned state) {
    if (state != null) {
      state.watchers.forEach(watcher -> end(partition, watcher));
      state.watchers.clear();
    }
  }

  private static void end(int partition, Watcher watcher) {
    try {
      watcher.end();
    } catch (RuntimeException e) {
      log.debug("event=verdict_watcher_gone partition={} error=\"{}\"", partition, e.toString());
    }
  }

  private static final class Owned {
    final Map<InputTopic, Long> offsets = new EnumMap<>(InputTopic.class);
    final List<Watcher> watchers = new ArrayList<>();

    Owned(Map<InputTopic, Long> offsets) {
      this.offsets.putAll(offsets);
    }
  }
}
