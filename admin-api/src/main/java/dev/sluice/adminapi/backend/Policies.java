package dev.sluice.adminapi.backend;

import com.google.iam.v1.Policy;
import com.google.protobuf.ByteString;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.v1.Queue;
import java.util.Optional;

/**
 * Who may do what with a queue, as SetIamPolicy said. A policy is of one queue's life: a queue that
 * is deleted and created again has none.
 */
public interface Policies {

  /** The etag of a queue that has no policy, as Google's service has it. */
  ByteString NO_POLICY_ETAG = ByteString.copyFrom(new byte[] {0, 32, 1});

  /** The policy of a queue as last seen here; empty: none was set. */
  Optional<Policy> of(Queue queue);

  /**
   * Replaces a queue's policy, durably, and returns it with its new etag.
   *
   * @param policy the new one; its etag, unless empty, must be the current one's
   * @throws io.grpc.StatusRuntimeException ABORTED if it is not, or if somebody else changes
   *     policies at the same moment
   */
  Policy set(Queue queue, Policy policy, Deadline deadline) throws InterruptedException;
}
