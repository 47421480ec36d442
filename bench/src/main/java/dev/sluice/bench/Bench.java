package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** The processes of a measurement, and the load that is put on Sluice. */
final class Bench implements AutoCloseable {

  private static final Duration ARRIVAL_LIMIT = Duration.ofMinutes(3);
  private static final long LOOK_NANOS = 2_000_000;
  private static final Duration PENDING_LIMIT = Duration.ofMinutes(15);
  private static final long PENDING_LOOK_NANOS = 100_000_000;

  private final SluiceUnderTest sluice;
  private final Target target;
  private int queuesMade;
  private JvmFigures jvm;

  private Bench(SluiceUnderTest sluice, Target target, JvmFigures jvm) {
    this.sluice = sluice;
    this.target = target;
    this.jvm = jvm;
  }

  static Bench start(SluiceUnderTest.Options options) throws IOException {
    SluiceUnderTest sluice = SluiceUnderTest.start(options);
    return new Bench(sluice, Target.start(), JvmFigures.of(sluice.pid()));
  }

  SluiceUnderTest sluice() {
    return sluice;
  }

  Target target() {
    return target;
  }

  JvmFigures jvm() {
    return jvm;
  }

  /** To be called after Sluice was started again. */
  void lookAgain() throws IOException {
    jvm = JvmFigures.of(sluice.pid());
  }

  /** Begins to count what is spent by each process. */
  Cost cost() {
    Map<String, ProcessFigures> processes = new LinkedHashMap<>();
    processes.put("sluice", sluice.figures());
    processes.put("target", target.figures());
    processes.put("generator", new ProcessFigures(ProcessHandle.current()));
    return Cost.begin(processes, jvm);
  }

  Creator creator(Scenario scenario) throws IOException {
    return switch (scenario.way()) {
      case KAFKA -> new KafkaCreator(sluice.bootstrapServers());
      case GRPC -> new GrpcCreator(sluice.port());
      case BATCH -> new BatchCreator(sluice.port());
    };
  }

  /** Creates as many queues as the scenario wants; returns their names. */
  List<String> queues(Scenario scenario) throws InterruptedException {
    List<String> names = new ArrayList<>();
    try (GrpcCreator creator = new GrpcCreator(sluice.port())) {
      for (int i = 0; i < scenario.queues(); i++) {
        String name = GrpcCreator.PARENT + "/queues/" + scenario.name() + "-" + queuesMade++;
        creator.createQueue(name, scenario.concurrency(), scenario.limitPerSecond());
        names.add(name);
      }
      creator.drain();
    }
    return names;
  }

  /** Creates tasks that are due tomorrow, in queues of their own, and waits until they pend. */
  void pending(Scenario scenario) throws Exception {
    if (scenario.pending() == 0) {
      return;
    }
    String queue = GrpcCreator.PARENT + "/queues/tomorrow-" + queuesMade++;
    try (GrpcCreator creator = new GrpcCreator(sluice.port())) {
      creator.createQueue(queue, 1000, 0);
      creator.drain();
    }
    Optional<Instant> tomorrow = Optional.of(Instant.now().plus(Duration.ofDays(1)));
    try (KafkaCreator creator = new KafkaCreator(sluice.bootstrapServers())) {
      for (int i = 0; i < scenario.pending(); i++) {
        byte[] body = Body.of(0, i, 0, scenario.bodyBytes());
        creator.create(
            new Creator.Wanted(
                queue, Optional.empty(), "http://127.0.0.1:9/never", body, tomorrow));
      }
      creator.drain();
    }
    awaitPending(queue, scenario.pending());
  }

  /** Kafka takes creates far sooner than the scheduler works them off. */
  private void awaitPending(String queue, int expected) {
    QueueStatsClient stats = new QueueStatsClient(sluice.port());
    long limitNanos = System.nanoTime() + PENDING_LIMIT.toNanos();
    for (long tasks = stats.tasks(queue); tasks < expected; tasks = stats.tasks(queue)) {
      if (System.nanoTime() > limitNanos) {
        throw new IllegalStateException("pending: " + tasks + " (expected: " + expected + ")");
      }
      LockSupport.parkNanos(PENDING_LOOK_NANOS);
    }
  }

  /**
   * Creates tasks, at the scenario's pace or as fast as they are taken, and waits for all to
   * arrive.
   *
   * @return seconds from the first create to the last arrival
   */
  double round(Scenario scenario, List<String> queues, int tasks) throws Exception {
    int round = target.begin(tasks, scenario.handlerMillis());
    try (Creator creator = creator(scenario)) {
      long startNanos = System.nanoTime();
      for (int i = 0; i < tasks; i++) {
        long fromNanos = System.nanoTime();
        if (scenario.loadPerSecond() > 0) {
          fromNanos = startNanos + i * 1_000_000_000L / scenario.loadPerSecond();
          waitUntil(fromNanos);
        }
        byte[] body = Body.of(round, i, fromNanos, scenario.bodyBytes());
        creator.create(wanted(scenario, queues, round, i, body, Optional.empty()));
      }
      creator.drain();
      awaitArrivals(tasks);
      return (System.nanoTime() - startNanos) / 1e9;
    }
  }

  /**
   * Creates tasks that are due tomorrow, at the scenario's pace or as fast as they are taken, and
   * waits until all are acknowledged.
   *
   * @param latency from the moment a create was planned to its acknowledgement, in microseconds
   * @return seconds from the first create to the last acknowledgement
   */
  double creates(Scenario scenario, List<String> queues, int tasks, Histogram latency)
      throws Exception {
    Optional<Instant> tomorrow = Optional.of(Instant.now().plus(Duration.ofDays(1)));
    try (Creator creator = creator(scenario)) {
      long startNanos = System.nanoTime();
      for (int i = 0; i < tasks; i++) {
        long planned = startNanos;
        if (scenario.loadPerSecond() > 0) {
          planned += i * 1_000_000_000L / scenario.loadPerSecond();
          waitUntil(planned);
        } else {
          planned = System.nanoTime();
        }
        long fromNanos = planned;
        byte[] body = Body.of(0, i, fromNanos, scenario.bodyBytes());
        creator.create(
            wanted(scenario, queues, 0, i, body, tomorrow),
            () -> latency.recordValue((System.nanoTime() - fromNanos) / 1_000));
      }
      creator.drain();
      return (System.nanoTime() - startNanos) / 1e9;
    }
  }

  Creator.Wanted wanted(
      Scenario scenario,
      List<String> queues,
      int round,
      int number,
      byte[] body,
      Optional<Instant> due) {
    Optional<String> id =
        scenario.named() ? Optional.of("r" + round + "-" + number) : Optional.empty();
    return new Creator.Wanted(queues.get(number % queues.size()), id, target.url(), body, due);
  }

  void awaitArrivals(int expected) {
    long limitNanos = System.nanoTime() + ARRIVAL_LIMIT.toNanos();
    while (target.distinct() < expected) {
      if (System.nanoTime() > limitNanos) {
        throw new IllegalStateException(
            "arrived: " + target.distinct() + " (expected: " + expected + ")");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  static void waitUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() throws IOException {
    try (target) {
      sluice.close();
    }
  }
}
