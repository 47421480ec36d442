package dev.sluice.bench.faults;

import dev.sluice.schemas.Partitions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What a task of a run is like, and so what must become of it. */
enum TaskKind {
  /** Named, through the API, due at once, succeeds at once. */
  PLAIN("plain", 1),
  /** Named, through the API, due some seconds later. */
  DELAYED("plain", 1),
  /** Without a name, through the API: what is not acknowledged may or may not be there. */
  UNNAMED("plain", 1),
  /** Named, as a record on the tasks topic. */
  RECORD("plain", 1),
  /** Answered 500 twice, then 200; with 503 the queue would spare its target. */
  FAILS_TWICE("plain", 3),
  /** Answered 500 until it is given up. */
  FAILS_ALWAYS("failing", 3),
  /** Its handler takes seconds; its queue allows few at a time. */
  SLOW("slow", 1),
  /** Its queue allows few a second. */
  LIMITED("limited", 1);

  /** A queue on each partition, for tasks that are nothing special. */
  static final List<String> PLAIN_QUEUES =
      IntStream.range(0, Fleet.PARTITIONS).mapToObj(TaskKind::queueOnPartition).toList();

  static final Duration MIN_BACKOFF = Duration.ofMillis(500);
  static final int CONCURRENT_SLOW = 20;
  static final int LIMITED_PER_SECOND = 10;
  static final int LIMITED_BURST = 10;

  private final String queue;
  private final int attempts;

  TaskKind(String queue, int attempts) {
    this.queue = queue;
    this.attempts = attempts;
  }

  /** Id of the queue of a task of this kind. */
  String queue(int number) {
    return queue.equals("plain") ? PLAIN_QUEUES.get(number % PLAIN_QUEUES.size()) : queue;
  }

  private static String queueOnPartition(int partition) {
    return IntStream.range(0, Integer.MAX_VALUE)
        .mapToObj(i -> "plain-" + i)
        .filter(id -> Partitions.of(CloudTasks.queueName(id), Fleet.PARTITIONS) == partition)
        .findFirst()
        .orElseThrow();
  }

  /** Requests that it takes when nothing goes wrong. */
  int attempts() {
    return attempts;
  }

  boolean named() {
    return this != UNNAMED;
  }

  /** The status that its handler answers a request with; earlier ones are those before it. */
  int status(int earlier) {
    return switch (this) {
      case FAILS_TWICE -> earlier < 2 ? 500 : 200;
      case FAILS_ALWAYS -> 500;
      case PLAIN, DELAYED, UNNAMED, RECORD, SLOW, LIMITED -> 200;
    };
  }
}
