package dev.sluice.standalone.permission;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cluster that may not be there yet: roles are often started together with it. */
final class AwaitedKafka {

  private static final Logger log = LoggerFactory.getLogger(AwaitedKafka.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private AwaitedKafka() {}

  /**
   * Waits until the cluster answers, and says so again and again while it does not.
   *
   * @param address what is said of it
   * @throws ExecutionException if it answers, but not as it should
   */
  static void await(Admin admin, String address) throws InterruptedException, ExecutionException {
    DescribeClusterOptions options =
        new DescribeClusterOptions().timeoutMs((int) PATIENCE.toMillis());
    while (true) {
      try {
        var _ = admin.describeCluster(options).clusterId().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TimeoutException)) {
          throw e;
        }
        log.warn(
            "event=waiting_for_kafka bootstrap_servers={} cause=\"{}\"",
            address,
            e.getCause().getMessage());
      }
    }
  }
}
