package dev.sluice.bench.drills;

import dev.sluice.bench.faults.CloudTasks;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Creates named tasks through the API at a steady pace, whatever becomes of the ones before, over
 * some queues in turn. One that is neither acknowledged nor refused is created again.
 */
final class Feed {

  /**
   * What is created.
   *
   * @param queues their ids
   * @param bodyBytes size of a body
   * @param more further fields of a task
   */
  record Kind(List<String> queues, int perSecond, int bodyBytes, Map<String, ?> more) {

    /** Small tasks. */
    static Kind of(List<String> queues, int perSecond) {
      return new Kind(queues, perSecond, 16, Map.of());
    }
  }

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long AGAIN_NANOS = Duration.ofMillis(500).toNanos();

  /** This process must not be the one that runs out of memory. */
  private static final int MOST_CALLS = 1_000;

  private static final int BYTES_ON_THE_WAY = 16 << 20;

  private static final int CREATED = 200;
  private static final int EXISTS = 409;
  private static final int NO_ROOM = 429;

  private final CloudTasks api;
  private final DrillTarget target;
  private final AtomicInteger numbers;
  private final Kind kind;
  private final ExecutorService creators = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Wanted> wanted = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Semaphore calls;
  private final Thread pacer;
  private final AtomicInteger planned = new AtomicInteger();
  private volatile boolean going = true;

  /**
   * Begins to create.
   *
   * @param numbers gives each task its number
   */
  Feed(CloudTasks api, DrillTarget target, AtomicInteger numbers, Kind kind) {
    this.api = api;
    this.target = target;
    this.numbers = numbers;
    this.kind = kind;
    this.calls = new Semaphore(Math.clamp(BYTES_ON_THE_WAY / kind.bodyBytes(), 1, MOST_CALLS));
    this.pacer = Thread.ofPlatform().name("feed").daemon().start(this::run);
  }

  private void run() {
    long startNanos = System.nanoTime();
    for (long i = 0; going; i++) {
      long plannedNanos = startNanos + i * TimeUnit.SECONDS.toNanos(1) / kind.perSecond();
      while (going && System.nanoTime() < plannedNanos) {
        LockSupport.parkNanos(plannedNanos - System.nanoTime());
      }
      String queue = kind.queues().get((int) (i % kind.queues().size()));
      int number = numbers.getAndIncrement();
      planned.incrementAndGet();
      try {
        var _ = creators.submit(() -> create(queue, number, plannedNanos));
      } catch (RejectedExecutionException e) {
        // Abandoned just now.
        return;
      }
    }
  }

  private void create(String queue, int number, long plannedNanos) {
    Wanted.Answer answer = ask(queue, number);
    while (answer == Wanted.Answer.UNKNOWN
        && System.nanoTime() - plannedNanos < PATIENCE.toNanos()) {
      LockSupport.parkNanos(AGAIN_NANOS);
      answer = ask(queue, number);
    }
    wanted.add(new Wanted(queue, number, plannedNanos, System.nanoTime(), answer));
  }

  private Wanted.Answer ask(String queue, int number) {
    calls.acquireUninterruptibly();
    try {
      Map<String, ?> call = Map.of("task", task(queue, number));
      switch (api.post(CloudTasks.queueName(queue) + "/tasks", call)) {
        case CREATED, EXISTS -> {
          return Wanted.Answer.ACKNOWLEDGED;
        }
        case NO_ROOM -> {
          return Wanted.Answer.REFUSED;
        }
        default -> unanswered.incrementAndGet();
      }
    } catch (IOException e) {
      // Not told anything: the name is tried again.
      unanswered.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      calls.release();
    }
    return Wanted.Answer.UNKNOWN;
  }

  private Map<String, Object> task(String queue, int number) {
    byte[] body = DrillTarget.body(number, kind.bodyBytes());
    Map<String, Object> task = new LinkedHashMap<>(kind.more());
    task.put("name", CloudTasks.queueName(queue) + "/tasks/task-" + number);
    task.put(
        "httpRequest",
        Map.of(
            "url",
            target.url(queue),
            "httpMethod",
            "POST",
            "body",
            Base64.getEncoder().encodeToString(body)));
    return task;
  }

  /** Creates no more, and waits until every creator knows what became of its task. */
  void stop() throws InterruptedException {
    going = false;
    pacer.join();
    creators.shutdown();
    if (!creators.awaitTermination(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("creators have not ended");
    }
  }

  /** Creates no more, and waits for nobody. */
  void abandon() {
    going = false;
    creators.shutdownNow();
  }

  /** Tasks that were to be created by now. */
  int planned() {
    return planned.get();
  }

  /** Tasks whose creators know what became of them. */
  List<Wanted> wanted() {
    return List.copyOf(wanted);
  }

  /** Calls that were not answered, or with an error. */
  int unanswered() {
    return unanswered.get();
  }
}
