package dev.sluice.adminapi.access;

import com.google.iam.v1.Policy;
import java.util.Optional;

/** Policies of queues, as set through the API. */
@FunctionalInterface
public interface QueuePolicies {

  /** No queue has one. */
  QueuePolicies NONE = queue -> Optional.empty();

  /**
   * The policy of a queue as last seen here. Asked with every call on the event loop, so it never
   * waits.
   *
   * @param queue {@code projects/P/locations/L/queues/Q}
   */
  Optional<Policy> of(String queue);
}
