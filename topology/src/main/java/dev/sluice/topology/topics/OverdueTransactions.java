package dev.sluice.topology.topics;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what a killed scheduler left open, as soon as its time is over: until then nobody reads past
 * it, and its partitions stand still. Brokers end such a transaction, too, but they look only every
 * {@code transaction.abort.timed.out.transaction.cleanup.interval.ms}, 10 s unless set. A scheduler
 * that lives and has a transaction open for so long would be fenced by them as well (KIP-360).
 */
public final class OverdueTransactions {

  /** For so long after partitions have moved it is looked for, which is longer than any timeout. */
  private static final Duration LOOKED_FOR = Duration.ofSeconds(30);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(OverdueTransactions.class);

  private final Admin admin;
  private final String prefix;
  private final Duration transactionTimeout;
  private final LongSupplier nanoTime;
  private final AtomicLong lookUntilNanos;

  /**
   * Begins to look for them, as a start moves partitions.
   *
   * @param applicationId the schedulers' group, which their transactional ids begin with
   * @param transactionTimeout how long a transaction may be open
   * @param nanoTime a time that only grows, in nanoseconds
   */
  public OverdueTransactions(
      Admin admin, String applicationId, Duration transactionTimeout, LongSupplier nanoTime) {
    this.admin = admin;
    this.prefix = applicationId + "-";
    this.transactionTimeout = transactionTimeout;
    this.nanoTime = nanoTime;
    this.lookUntilNanos = new AtomicLong(nanoTime.getAsLong() + LOOKED_FOR.toNanos());
  }

  /** Partitions move: a scheduler may have died. */
  public void partitionsMove() {
    lookUntilNanos.set(nanoTime.getAsLong() + LOOKED_FOR.toNanos());
  }

  /**
   * Ends those that are there, if partitions have moved lately.
   *
   * @throws ExecutionException if the cluster refuses
   * @throws TimeoutException if the cluster does not answer
   */
  public void end() throws ExecutionException, InterruptedException, TimeoutException {
    if (nanoTime.getAsLong() - lookUntilNanos.get() > 0) {
      return;
    }
    List<String> overdue =
        admin
            .listTransactions(
                new ListTransactionsOptions()
                    .filterStates(Set.of(TransactionState.ONGOING))
                    .filterOnDuration(transactionTimeout.toMillis()))
            .all()
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> id.startsWith(prefix))
            .toList();
    if (!overdue.isEmpty()) {
      admin.fenceProducers(overdue).all().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      log.info("event=overdue_transactions_ended transactional_ids={}", overdue);
    }
  }
}
