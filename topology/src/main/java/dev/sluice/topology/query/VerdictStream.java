package dev.sluice.topology.query;

import dev.sluice.v1.query.VerdictBatch;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;

/** A caller of WatchVerdicts. One that does not read is cut off instead of filling the memory. */
final class VerdictStream implements VerdictFeed.Watcher {

  private static final int MOST_UNREAD = 10_000;

  private final ServerCallStreamObserver<VerdictBatch> observer;
  private int unread;

  VerdictStream(ServerCallStreamObserver<VerdictBatch> observer) {
    this.observer = observer;
  }

  @Override
  public boolean next(VerdictBatch batch) {
    if (observer.isCancelled()) {
      return false;
    }
    unread = observer.isReady() ? 0 : unread + 1;
    if (unread > MOST_UNREAD) {
      observer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("unread: " + unread + " batches (expected: <= " + MOST_UNREAD + ")")
              .asRuntimeException());
      return false;
    }
    observer.onNext(batch);
    return true;
  }

  @Override
  public void end() {
    if (!observer.isCancelled()) {
      observer.onCompleted();
    }
  }
}
