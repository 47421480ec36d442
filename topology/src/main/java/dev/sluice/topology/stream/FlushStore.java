package dev.sluice.topology.stream;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A store without entries that has something written to its neighbours before each commit.
 *
 * <p>Moving state (buckets, counters, offsets) is written once per transaction, so somebody must
 * say when one is about to end. Streams has no public hook for that, but empties the caches of a
 * partition's stores before it flushes the producer and commits ({@code StreamTask.prepareCommit},
 * {@code ProcessorStateManager.flushCache}), and asks each store for it that is a {@link
 * CachedStateStore}. That interface is internal to Streams; this class is the only one that uses
 * it, and a test sees the state in the changelog after a commit.
 */
final class FlushStore implements StateStore, CachedStateStore<Object, Object> {

  static final String NAME = "flush";

  private @Nullable Runnable flush;
  private boolean open;

  /** Has something called before each commit, instead of what was set before. */
  void beforeCommit(Runnable action) {
    flush = action;
  }

  @Override
  public void flushCache() {
    Runnable action = flush;
    if (action != null) {
      action.run();
    }
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public void clearCache() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    // What was written before belongs to a transaction that is over.
    flush = null;
    open = true;
    context.register(root, (key, value) -> {});
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {}

  @Override
  public void close() {
    open = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** Builds one such store per partition, without a changelog. */
  static final class Builder implements StoreBuilder<FlushStore> {

    @Override
    public StoreBuilder<FlushStore> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<FlushStore> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<FlushStore> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException("logging (expected: none, the store has no entries)");
    }

    @Override
    public StoreBuilder<FlushStore> withLoggingDisabled() {
      return this;
    }

    @Override
    public FlushStore build() {
      return new FlushStore();
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }

    @Override
    public String name() {
      return NAME;
    }
  }
}
