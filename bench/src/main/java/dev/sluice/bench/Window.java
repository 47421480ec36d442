package dev.sluice.bench;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How many calls may be on the way, and what became of them. */
final class Window {

  private final int size;
  private final Semaphore free;
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();

  Window(int size) {
    this.size = size;
    this.free = new Semaphore(size);
  }

  void enter() throws InterruptedException {
    free.acquire();
  }

  void leave() {
    free.release();
  }

  void leaveFailed(Throwable cause) {
    failed.incrementAndGet();
    firstFailure.compareAndSet(null, cause);
    free.release();
  }

  /**
   * Waits until nothing is on the way.
   *
   * @throws IllegalStateException if anything failed
   */
  void drain() throws InterruptedException {
    free.acquire(size);
    free.release(size);
    if (failed.get() > 0) {
      throw new IllegalStateException(failed.get() + " creates failed", firstFailure.get());
    }
  }
}
