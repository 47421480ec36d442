package dev.sluice.standalone.broker;

import java.time.Duration;
import java.util.Optional;
import kafka.coordinator.transaction.TransactionCoordinator;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Set$;

/**
 * Transactions that are decided and whose markers are on their way. A broker that stops gives up
 * its leaderships first; markers that find no leader are skipped for good (see {@link
 * LeftRegistration}), so a stop waits for them. They take milliseconds.
 */
final class PendingMarkers {

  private static final Logger log = LoggerFactory.getLogger(PendingMarkers.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LOOK_INTERVAL_MILLIS = 5;

  private final TransactionCoordinator coordinator;

  private PendingMarkers(TransactionCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  /** Those of a broker; empty if it has not started so far. */
  static Optional<PendingMarkers> of(BrokerServer broker) {
    return Optional.ofNullable(broker.transactionCoordinator()).map(PendingMarkers::new);
  }

  /** Waits until there are none, or for a few seconds. */
  void await() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (count() > 0) {
      if (System.nanoTime() - end > 0) {
        log.warn("event=markers_pending_at_stop transactions={}", count());
        return;
      }
      try {
        Thread.sleep(LOOK_INTERVAL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private int count() {
    ListTransactionsResponseData listed =
        coordinator.handleListTransactions(
            Set$.MODULE$.<Object>empty(),
            Set$.MODULE$
                .<String>empty()
                .incl(TransactionState.PREPARE_COMMIT.toString())
                .incl(TransactionState.PREPARE_ABORT.toString()),
            -1,
            null);
    return listed.transactionStates().size();
  }
}
