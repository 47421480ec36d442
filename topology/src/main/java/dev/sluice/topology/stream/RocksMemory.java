package dev.sluice.topology.stream;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** The memory that all stores of an instance share: one block cache, write buffers counted in. */
final class RocksMemory implements AutoCloseable {

  /** The Streams property that hands the memory to {@link Setter}. */
  static final String PROPERTY = "sluice.rocksdb.memory";

  private final Cache cache;
  private final WriteBufferManager writeBuffers;

  RocksMemory(long bytes) {
    RocksDB.loadLibrary();
    cache = new LRUCache(bytes);
    writeBuffers = new WriteBufferManager(bytes / 2, cache);
  }

  private void applyTo(Options options) {
    BlockBasedTableConfig tables = (BlockBasedTableConfig) options.tableFormatConfig();
    tables.setBlockCache(cache);
    tables.setCacheIndexAndFilterBlocks(true);
    tables.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(tables);
    // Streams leaves filters out of the oldest files, for reads that mostly find something. Ours
    // mostly do not: each create asks whether its task exists.
    options.setOptimizeFiltersForHits(false);
    options.setWriteBufferManager(writeBuffers);
  }

  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
  }

  /** Made by Streams, which knows its class only. */
  public static final class Setter implements RocksDBConfigSetter {

    /** For Streams. */
    public Setter() {}

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
      ((RocksMemory) Objects.requireNonNull(configs.get(PROPERTY), PROPERTY)).applyTo(options);
    }

    @Override
    public void close(String storeName, Options options) {}
  }
}
