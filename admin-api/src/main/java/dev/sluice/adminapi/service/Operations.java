package dev.sluice.adminapi.service;

import com.google.longrunning.Operation;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What batches did, remembered by this server for a while, so that a retry under the same request
 * id is answered instead of carried out again. Other servers, and this one after a restart, know
 * nothing of it; see {@link BatchCalls} for why that creates no task twice.
 */
final class Operations {

  private static final Duration KEPT = Duration.ofHours(1);
  private static final long MAX_BYTES = 64L << 20;

  /** Name, fingerprint and the objects around an answer. */
  private static final long ENTRY_BYTES = 1_024;

  private final InstantSource clock;
  private final Map<String, Kept> byName = new LinkedHashMap<>();
  private long bytes;

  Operations(InstantSource clock) {
    this.clock = clock;
  }

  /** The work of a batch. */
  @FunctionalInterface
  interface Work {
    Operation run() throws InterruptedException;
  }

  private static final class Kept {
    private final Object request;
    private final Instant began;
    private final CompletableFuture<Operation> result = new CompletableFuture<>();
    private long size;

    private Kept(Object request, Instant began) {
      this.request = request;
      this.began = began;
    }
  }

  /**
   * Carries out a batch, unless one of that name was begun; then returns what became of it.
   *
   * @param fingerprint of the request, small; another one under the same name is refused
   */
  Operation once(String name, Object fingerprint, Work work, Deadline deadline)
      throws InterruptedException {
    Kept mine = new Kept(fingerprint, clock.instant());
    Kept first = begin(name, mine);
    if (first != mine) {
      if (!first.request.equals(fingerprint)) {
        throw Refusals.invalid(
            "requestId was used for another request (expected: a new UUID for each batch, and the"
                + " same one only to retry it)");
      }
      return await(first.result, deadline);
    }
    try {
      Operation done = work.run();
      keep(mine, done);
      return done;
    } finally {
      // Nothing happens to one that was completed; one that failed may be tried again.
      if (!mine.result.isDone()) {
        forget(name);
        mine.result.completeExceptionally(
            Refusals.unavailable("The batch was given up; try again under the same requestId."));
      }
    }
  }

  synchronized Optional<Operation> find(String name) {
    Kept kept = byName.get(name);
    return kept == null || !kept.result.isDone() || kept.result.isCompletedExceptionally()
        ? Optional.empty()
        : Optional.of(kept.result.join());
  }

  private synchronized Kept begin(String name, Kept mine) {
    dropOld();
    Kept first = byName.putIfAbsent(name, mine);
    return first == null ? mine : first;
  }

  private synchronized void keep(Kept kept, Operation done) {
    kept.size = done.getSerializedSize() + ENTRY_BYTES;
    bytes += kept.size;
    kept.result.complete(done);
    dropOld();
  }

  private synchronized void forget(String name) {
    byName.remove(name);
  }

  private void dropOld() {
    Instant limit = clock.instant().minus(KEPT);
    Iterator<Kept> oldest = byName.values().iterator();
    while (oldest.hasNext()) {
      Kept kept = oldest.next();
      if (!kept.result.isDone() || (bytes <= MAX_BYTES && kept.began.isAfter(limit))) {
        return;
      }
      bytes -= kept.size;
      oldest.remove();
    }
  }

  private static Operation await(CompletableFuture<Operation> result, Deadline deadline)
      throws InterruptedException {
    try {
      return result.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Refusals.unavailable("The batch is still being worked on; ask again.");
    } catch (ExecutionException e) {
      throw Refusals.unavailable("The batch was given up; try again under the same requestId.");
    }
  }
}
