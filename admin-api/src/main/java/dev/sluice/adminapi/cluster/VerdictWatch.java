package dev.sluice.adminapi.cluster;

import dev.sluice.v1.query.VerdictBatch;
import dev.sluice.v1.query.WatchVerdictsRequest;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Keeps the verdict stream of one partition open, wherever its owner is; ends when interrupted. */
final class VerdictWatch implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(VerdictWatch.class);
  private static final long FIRST_MESSAGE_SECONDS = 5;

  private final int partition;
  private final Owners owners;
  private final SchedulerClients clients;
  private final PartitionVerdicts verdicts;
  private final FullQueues full;
  private volatile boolean connected;

  VerdictWatch(
      int partition,
      Owners owners,
      SchedulerClients clients,
      PartitionVerdicts verdicts,
      FullQueues full) {
    this.partition = partition;
    this.owners = owners;
    this.clients = clients;
    this.verdicts = verdicts;
    this.full = full;
  }

  /** Whether the stream is open. */
  boolean isConnected() {
    return connected;
  }

  @Override
  public void run() {
    OwnerCalls.Pause pause = new OwnerCalls.Pause();
    try {
      while (true) {
        if (watchOwner()) {
          pause.reset();
        }
        pause.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Finds the owner and watches it, whether it ever said anything. Nothing that goes wrong in one
   * attempt may end the next: without verdicts, creates with a name wait for their deadlines.
   */
  private boolean watchOwner() throws InterruptedException {
    try {
      owners.refresh();
      Optional<String> address = owners.of(partition);
      return address.isPresent() && watch(address.get());
    } catch (RuntimeException e) {
      log.warn("event=verdict_watch_failed partition={} cause=\"{}\"", partition, e.toString());
      return false;
    }
  }

  /** Returns once the stream has ended, whether it ever said anything. */
  private boolean watch(String address) throws InterruptedException {
    Stream stream = new Stream();
    clients
        .streaming(address)
        .watchVerdicts(WatchVerdictsRequest.newBuilder().setPartition(partition).build(), stream);
    try {
      stream.begun.get(FIRST_MESSAGE_SECONDS, TimeUnit.SECONDS);
      log.info("event=verdicts_connected partition={} scheduler={}", partition, address);
      stream.ended.get();
    } catch (ExecutionException e) {
      // While schedulers start or move, asking the wrong one is no news; losing a stream is.
      Level level = stream.begun.isCompletedExceptionally() ? Level.DEBUG : Level.INFO;
      log.atLevel(level)
          .log(
              "event=verdicts_disconnected partition={} scheduler={} cause=\"{}\"",
              partition,
              address,
              Status.fromThrowable(e.getCause()).getDescription());
    } catch (TimeoutException e) {
      log.info("event=verdicts_silent partition={} scheduler={}", partition, address);
    } finally {
      stream.stop();
      connected = false;
      verdicts.disconnected();
    }
    return stream.begun.isDone() && !stream.begun.isCompletedExceptionally();
  }

  /** One stream, from its first message to its end. */
  private final class Stream implements ClientResponseObserver<WatchVerdictsRequest, VerdictBatch> {

    private final CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private volatile @Nullable ClientCallStreamObserver<WatchVerdictsRequest> call;
    private volatile boolean stopped;

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchVerdictsRequest> call) {
      this.call = call;
    }

    @Override
    public void onNext(VerdictBatch batch) {
      if (stopped) {
        return;
      }
      full.told(batch.getFullList());
      if (begun.isDone()) {
        verdicts.advanced(batch);
      } else {
        verdicts.connected(batch);
        connected = true;
        begun.complete(null);
      }
    }

    @Override
    public void onError(Throwable cause) {
      begun.completeExceptionally(cause);
      ended.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
      begun.completeExceptionally(new IllegalStateException("ended before its first message"));
      ended.complete(null);
    }

    void stop() {
      stopped = true;
      ClientCallStreamObserver<WatchVerdictsRequest> open = call;
      if (open != null && !ended.isDone()) {
        open.cancel("no longer needed", null);
      }
    }
  }
}
