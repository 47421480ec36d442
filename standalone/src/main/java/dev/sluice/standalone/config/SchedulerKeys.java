package dev.sluice.standalone.config;

import dev.sluice.topology.core.Scheduler;
import java.time.Duration;
import java.util.List;

/** Settings of a scheduler. Names are part of the API. */
public final class SchedulerKeys {

  /** Commit interval of the scheduler. */
  public static final Key<Duration> COMMIT_INTERVAL =
      Key.of(
          "scheduler.commit-interval",
          Kind.duration(Duration.ofMillis(1)),
          Duration.ofMillis(25),
          "least time between commits that somebody waits for: less is sooner, more is cheaper");

  /** How far ahead of its time an attempt is dispatched. */
  public static final Key<Duration> DISPATCH_AHEAD =
      Key.of(
          "scheduler.dispatch-ahead",
          Kind.duration(Duration.ZERO, Scheduler.Rules.MOST_AHEAD),
          Duration.ZERO,
          "how long before its time an attempt may go to its worker, which waits by its own clock;"
              + " 50 ms in \"up\" with its own Kafka");

  /** When processed records are trimmed. */
  public static final Key<Duration> TRIM_AFTER =
      Key.of(
          "scheduler.trim-after",
          Kind.duration(Duration.ofSeconds(1)),
          Duration.ofHours(24),
          "how long processed records stay on the tasks topic");

  /** Pending tasks of a queue. */
  public static final Key<Long> QUEUE_TASKS =
      Key.of(
          "budget.queue-tasks",
          Kind.amount("tasks", 1),
          100_000_000L,
          "scheduler: pending tasks of a queue, unless the queue says otherwise; more are refused");

  /** Pending bytes of a queue. */
  public static final Key<Long> QUEUE_BYTES =
      Key.of(
          "budget.queue-bytes",
          Kind.bytes(1),
          100L << 30,
          "scheduler: bytes of a queue's pending tasks, unless the queue says otherwise");

  /** Free disk for new tasks. */
  public static final Key<Long> MIN_FREE_BYTES =
      Key.of(
          "budget.min-free-bytes",
          Kind.bytes(0),
          1L << 30,
          "scheduler: with less free disk for its data, no new tasks; what is there is delivered");

  /** The same as a share. */
  public static final Key<Integer> MIN_FREE_PERCENT =
      Key.of(
          "budget.min-free-percent",
          Kind.count("percent", 0, 99),
          5,
          "the same in percent of the disk; the larger of the two holds");

  /** Threads of the scheduler. */
  public static final Key<Integer> STREAM_THREADS =
      Key.of(
          "scheduler.threads",
          Kind.count("threads", 1, 1_000),
          1,
          "threads that process scheduler partitions");

  /** Memory of the scheduler's stores. */
  public static final Key<Long> ROCKSDB_BYTES =
      Key.of(
          "scheduler.rocksdb-bytes",
          Kind.bytes(8L << 20),
          128L << 20,
          "memory for RocksDB in all: block cache and write buffers");

  /** Where the query service listens. */
  public static final Key<Integer> QUERY_PORT =
      Key.of(
          "scheduler.query-port",
          Kind.count("port", 0, 65_535),
          0,
          "port where the API asks the scheduler; 0: a free one");

  /** Address of the query service. */
  public static final Key<String> QUERY_BIND =
      Key.of(
          "scheduler.query-bind",
          Kind.TEXT,
          "127.0.0.1",
          "address where the API asks the scheduler; other than loopback: set query-secret");

  /** Address under which others reach the query service. */
  public static final Key<String> QUERY_ADVERTISED =
      Key.of(
          "scheduler.query-advertised",
          Kind.TEXT,
          "",
          "host name or address under which others reach query-bind; empty: as it is bound");

  static final List<Key<?>> ALL =
      List.of(
          COMMIT_INTERVAL,
          DISPATCH_AHEAD,
          TRIM_AFTER,
          QUEUE_TASKS,
          QUEUE_BYTES,
          MIN_FREE_BYTES,
          MIN_FREE_PERCENT,
          STREAM_THREADS,
          ROCKSDB_BYTES,
          QUERY_PORT,
          QUERY_BIND,
          QUERY_ADVERTISED);

  private SchedulerKeys() {}
}
