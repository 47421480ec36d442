package dev.sluice.standalone.broker;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.ControllerServer;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registration that a killed broker left with its controller. As long as it stands, Kafka takes
 * the dead broker for alive: its successor leads all partitions from the first moment, is refused
 * until the dead one's session ends, and then loses and regains all of them. A transaction that was
 * being committed at the kill and whose markers are sent in the instant without leaders is lost:
 * Kafka takes partitions without a leader for deleted, skips their markers and calls the
 * transaction complete, so that its partitions stay blocked for good (seen in Kafka 4.3.1, {@code
 * TransactionMarkerChannelManager.addTxnMarkersToBrokerQueue}).
 *
 * <p>The data folder's lock says that the predecessor is dead, so its registration is removed
 * before the broker starts. Its partitions then have no leader until the broker can serve.
 */
final class LeftRegistration implements MetadataPublisher {

  private static final Logger log = LoggerFactory.getLogger(LeftRegistration.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_INTERVAL_MILLIS = 5;

  private final ControllerServer controller;
  private final int brokerId;
  private final CompletableFuture<Boolean> left = new CompletableFuture<>();

  LeftRegistration(ControllerServer controller, int brokerId) {
    this.controller = controller;
    this.brokerId = brokerId;
  }

  /**
   * Removes it, if there is one.
   *
   * @throws IllegalStateException if the controller does not answer
   */
  void remove() {
    try {
      controller.sharedServer().loader().installPublishers(List.of(this)).get();
      if (left.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        unregister();
        log.info("event=left_registration_removed broker={}", brokerId);
      }
      controller.sharedServer().loader().removeAndClosePublisher(this).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the controller starts", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the controller does not start: " + e, e);
    }
  }

  private void unregister() throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        ControllerRequestContext context =
            new ControllerRequestContext(
                new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
        controller
            .controller()
            .unregisterBroker(context, brokerId)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        // It has read its log, but has not yet taken office.
        if (!(e.getCause() instanceof NotControllerException) || System.nanoTime() - end > 0) {
          throw e;
        }
        Thread.sleep(LOOK_INTERVAL_MILLIS);
      }
    }
  }

  @Override
  public String name() {
    return "left-registration";
  }

  @Override
  public void onMetadataUpdate(
      MetadataDelta delta, MetadataImage newImage, LoaderManifest manifest) {
    BrokerRegistration registration = newImage.cluster().broker(brokerId);
    left.complete(registration != null && !registration.fenced());
  }

  /** Holds nothing. */
  @Override
  public void close() {}
}
