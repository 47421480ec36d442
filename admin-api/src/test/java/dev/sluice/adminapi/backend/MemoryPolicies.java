package dev.sluice.adminapi.backend;

import com.google.iam.v1.Policy;
import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.v1.Queue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Policies in memory. */
public final class MemoryPolicies implements Policies {

  private final Map<String, Policy> byQueue = new HashMap<>();
  private int changes;

  @Override
  public synchronized Optional<Policy> of(Queue queue) {
    return Optional.ofNullable(byQueue.get(queue.getName()));
  }

  @Override
  public synchronized Policy set(Queue queue, Policy policy, Deadline deadline) {
    ByteString etag = of(queue).map(Policy::getEtag).orElse(NO_POLICY_ETAG);
    if (!policy.getEtag().isEmpty() && !policy.getEtag().equals(etag)) {
      throw Refusals.of(Code.ABORTED, "changed");
    }
    changes++;
    Policy changed = policy.toBuilder().setEtag(ByteString.copyFromUtf8("etag-" + changes)).build();
    byQueue.put(queue.getName(), changed);
    return changed;
  }
}
