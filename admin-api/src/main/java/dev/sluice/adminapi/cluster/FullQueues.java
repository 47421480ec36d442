package dev.sluice.adminapi.cluster;

import com.google.rpc.Code;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.QueueName;
import dev.sluice.v1.query.FullQueue;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Queues that take no more tasks, so that creates are refused before they are written. Their owners
 * tell when they are full, with the first commit that has creates over the limit; that there is
 * room again is asked, by one of those who want to create, now and then. So a queue gets at most
 * what arrives here between two commits beyond its limits, each time that it becomes full.
 */
final class FullQueues {

  /** How long a queue counts as full before its owner is asked. */
  private static final Duration TRUST = Duration.ofMillis(500);

  private final LongSupplier nanoTime;
  private final Counter refused;
  private final ConcurrentMap<String, Mark> marks = new ConcurrentHashMap<>();

  private record Mark(String message, long endNanos) {}

  /** Asks a queue's owner why it takes no more tasks; empty: it does, or nobody knows. */
  @FunctionalInterface
  interface Owner {
    Optional<String> whyFull() throws InterruptedException;
  }

  /**
   * Makes one that knows of none.
   *
   * @param refused counts what is refused here
   */
  FullQueues(LongSupplier nanoTime, Counter refused) {
    this.nanoTime = nanoTime;
    this.refused = refused;
  }

  /** Takes what an owner told. */
  void told(List<FullQueue> full) {
    for (FullQueue queue : full) {
      marks.put(queue.getQueueName(), mark(queue.getMessage()));
    }
  }

  /** Queues that were told to be full and not asked about since. */
  int count() {
    return marks.size();
  }

  private Mark mark(String message) {
    return new Mark(message, nanoTime.getAsLong() + TRUST.toNanos());
  }

  /**
   * Lets a create pass.
   *
   * @throws StatusRuntimeException RESOURCE_EXHAUSTED if its queue is full
   */
  void requireRoom(QueueName queue, Owner owner) throws InterruptedException {
    String name = queue.toString();
    Mark mark = marks.get(name);
    if (mark == null) {
      return;
    }
    Mark renewed = mark(mark.message());
    boolean trusted = nanoTime.getAsLong() - mark.endNanos() < 0;
    if (trusted || !marks.replace(name, mark, renewed)) {
      throw refusal(mark.message());
    }
    Optional<String> message = owner.whyFull();
    if (message.isPresent()) {
      marks.put(name, mark(message.get()));
      throw refusal(message.get());
    }
    // Unless it was told again meanwhile.
    marks.remove(name, renewed);
  }

  private StatusRuntimeException refusal(String message) {
    refused.increment();
    return Refusals.of(Code.RESOURCE_EXHAUSTED, message);
  }
}
