package dev.sluice.adminapi.cluster;

import dev.sluice.adminapi.call.Deadline;
import dev.sluice.v1.query.InputTopic;
import dev.sluice.v1.query.LookUpVerdictRequest;
import dev.sluice.v1.query.LookUpVerdictResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks owners about single records whose verdicts may have passed while no stream was open. Each is
 * asked for until it is known or nobody waits for it.
 */
final class VerdictLookUps {

  private static final Logger log = LoggerFactory.getLogger(VerdictLookUps.class);
  private static final int AT_ONCE = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final OwnerCalls owners;
  private final ExecutorService threads;
  private final LongSupplier nanoTime;
  private final Semaphore slots = new Semaphore(AT_ONCE);

  VerdictLookUps(OwnerCalls owners, ExecutorService threads, LongSupplier nanoTime) {
    this.owners = owners;
    this.threads = threads;
    this.nanoTime = nanoTime;
  }

  /** Starts asking. */
  void start(int partition, InputTopic topic, VerdictLedger.Entry entry, VerdictLedger ledger) {
    threads.execute(() -> {
      try {
        ask(partition, topic, entry, ledger);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (StatusRuntimeException e) {
        // The writer's own deadline tells its caller; this is for whoever looks into it.
        log.debug("event=look_up_failed partition={} cause={}", partition, e.getStatus());
      }
    });
  }

  private void ask(int partition, InputTopic topic, VerdictLedger.Entry entry, VerdictLedger ledger)
      throws InterruptedException {
    Deadline deadline = Deadline.in(PATIENCE, nanoTime);
    OwnerCalls.Pause pause = new OwnerCalls.Pause();
    LookUpVerdictRequest request =
        LookUpVerdictRequest.newBuilder()
            .setPartition(partition)
            .setTopic(topic)
            .setOffset(entry.offset())
            .setTaskName(topic == InputTopic.INPUT_TOPIC_TASKS ? entry.name() : "")
            .build();
    while (!entry.verdict().isDone() && !deadline.hasPassed()) {
      slots.acquire();
      LookUpVerdictResponse answer;
      try {
        answer = owners.ask(partition, deadline, stub -> stub.lookUpVerdict(request));
      } finally {
        slots.release();
      }
      if (answer.hasVerdict()) {
        ledger.lookedUp(entry, answer.getVerdict());
        return;
      }
      pause.take(deadline);
    }
  }
}
