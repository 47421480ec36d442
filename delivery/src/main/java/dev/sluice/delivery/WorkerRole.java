package dev.sluice.delivery;

import dev.sluice.delivery.core.Worker;
import dev.sluice.delivery.token.Tokens;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import okhttp3.Dns;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker: reads the dispatches of its lanes, sends their requests, writes the outcomes (design
 * section 5). Two platform threads, one for reading and one for the protocol's clock, and a virtual
 * thread for each attempt.
 */
public final class WorkerRole implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerRole.class);

  private static final Duration TURN = Duration.ofMillis(100);
  private static final Duration REJOIN_AFTER = Duration.ofSeconds(2);

  /** How long after the grace period outcomes may take to reach Kafka. */
  private static final Duration LAST_WRITES = Duration.ofSeconds(5);

  private final WorkerSettings settings;
  private final HttpSender sender;
  private final OutcomeProducer producer;
  private final Tokens tokens;
  private final AttemptDesk desk;
  private final Thread reader;
  private final Thread clock;
  private volatile @Nullable LanePoller poller;
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private volatile boolean reading = true;
  private volatile boolean ticking = true;

  private WorkerRole(WorkerSettings settings) {
    this.settings = settings;
    this.sender =
        new HttpSender(
            settings.addresses(),
            settings.outbound(),
            Dns.SYSTEM,
            settings.surroundings().wall(),
            settings.surroundings().nanoTime());
    this.producer =
        new OutcomeProducer(
            settings.cluster().topics().outcomes(),
            () -> new KafkaProducer<>(KafkaProperties.producer(settings)));
    this.tokens = tokens(settings);
    this.desk = new AttemptDesk(settings, producer, new AttemptRunner(sender, requests()));
    this.reader = Thread.ofPlatform().name("sluice-worker-reader").daemon().unstarted(this::read);
    this.clock = Thread.ofPlatform().name("sluice-worker-clock").daemon().unstarted(this::tick);
  }

  private static Tokens tokens(WorkerSettings settings) {
    return Tokens.open(
        settings.requests().tokens(),
        settings.cluster().topics().keys(),
        KafkaProperties.reader(settings),
        KafkaProperties.producer(settings),
        settings.surroundings().wall());
  }

  private RequestMaker requests() {
    return new RequestMaker(
        tokens, settings.requests().appEngine(), settings.surroundings().wall());
  }

  /**
   * Starts a worker. It joins its group and reads as soon as Kafka can be reached.
   *
   * @throws KafkaException if the settings of a Kafka client are invalid
   * @throws IllegalArgumentException if a file of the outbound settings cannot be used
   */
  public static WorkerRole start(WorkerSettings settings) {
    KafkaProperties.checkConsumer(settings);
    WorkerRole role = new WorkerRole(settings);
    role.clock.start();
    role.reader.start();
    return role;
  }

  /** Whether the worker has its lanes, none perhaps, and their schedulers' partitions know it. */
  public boolean isReady() {
    LanePoller current = poller;
    return reading
        && current != null
        && current.hasJoined()
        && desk.ask(worker -> worker.isInContact(desk.nowNanos()));
  }

  /** Returns how many attempts it holds: received, and not yet answered in Kafka. */
  public int heldCount() {
    return desk.ask(Worker::heldCount);
  }

  /**
   * Returns in one line why the worker has stopped for good, if it has: another took its place in
   * the group, or an {@link Error}. It takes nothing any more and is to be closed.
   */
  public Optional<String> failure() {
    return Optional.ofNullable(failure.get());
  }

  private void failed(String why) {
    failure.compareAndSet(null, "worker: " + why);
    reading = false;
  }

  private void failed(Error e) {
    boolean isFirst = failure.get() == null;
    failed("stopped by " + e);
    // The clock goes on, so that what is held can be answered: it may fail with every turn.
    if (isFirst) {
      log.error("event=worker_failed", e);
    }
  }

  private void read() {
    while (reading) {
      try {
        LanePoller current =
            new LanePoller(
                desk,
                settings.cluster().topics().dispatches(),
                new KafkaConsumer<>(KafkaProperties.consumer(settings)));
        poller = current;
        readAsMember(current);
      } catch (FencedInstanceIdException e) {
        log.error(
            "event=worker_fenced group_instance_id={}", settings.identity().groupInstanceId());
        failed("another one joined as " + settings.identity().groupInstanceId());
      } catch (RuntimeException e) {
        log.error("event=reading_failed join_again_after={}", REJOIN_AFTER, e);
        LockSupport.parkNanos(REJOIN_AFTER.toNanos());
      } catch (Error e) {
        failed(e);
      }
    }
  }

  private void readAsMember(LanePoller current) {
    try {
      current.subscribe();
      while (reading) {
        current.turn();
      }
    } finally {
      poller = null;
      current.close();
    }
  }

  private void tick() {
    while (ticking) {
      try {
        desk.turn();
      } catch (RuntimeException e) {
        log.error("event=protocol_turn_failed", e);
      } catch (Error e) {
        failed(e);
      }
      LockSupport.parkNanos(TURN.toNanos());
    }
  }

  /** Closes with the grace period of the settings. */
  @Override
  public void close() {
    close(settings.grace());
  }

  /**
   * Stops reading and leaves the group at once, gives back what was not sent, waits for the
   * responses to what was, and says so all the while. What is not answered after the grace period
   * becomes a failed attempt.
   *
   * @param grace how long to wait for responses
   */
  public void close(Duration grace) {
    if (!ticking) {
      return;
    }
    log.info("event=worker_stopping held={}", heldCount());
    reading = false;
    desk.act(Worker::drain);
    join(reader);
    awaitNothingHeld(grace);
    desk.act(Worker::stop);
    awaitNothingHeld(LAST_WRITES);
    int left = heldCount();
    ticking = false;
    LockSupport.unpark(clock);
    join(clock);
    try {
      desk.turn();
    } finally {
      producer.close();
      tokens.close();
      sender.close();
    }
    log.info("event=worker_stopped unanswered={}", left);
  }

  private void awaitNothingHeld(Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    while (heldCount() > 0 && until - System.nanoTime() > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
