package dev.sluice.adminapi.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.rpc.Code;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.backend.OwnedQueue;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.adminapi.view.QueueMask;
import dev.sluice.adminapi.view.QueuesFromApi;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.OAuthAccounts;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.schemas.QueueName;
import dev.sluice.v1.Command;
import dev.sluice.v1.CreateQueue;
import dev.sluice.v1.DeleteQueue;
import dev.sluice.v1.Queue;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.UpdateQueue;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;

/** What the calls on queues do, for every version of the API: in and out go records. */
final class QueueCalls {

  private final Backend backend;
  private final Limits limits;
  private final OAuthAccounts accounts;

  QueueCalls(Backend backend, Limits limits, OAuthAccounts accounts) {
    this.backend = backend;
    this.limits = limits;
    this.accounts = accounts;
  }

  /** A configuration that is asked for; refuses what cannot be one. */
  @FunctionalInterface
  interface Asked {
    QueueConfig config(QueueMask mask);
  }

  Queue create(String parent, String queueName, Asked asked, Deadline deadline)
      throws InterruptedException {
    QueueName name = Names.queue(queueName);
    if (!name.parent().equals(parent)) {
      throw Refusals.invalid(name + " must begin with " + parent + ".");
    }
    QueueConfig config = asked.config(QueueMask.EVERYTHING);
    check(config);
    return changed(name, new CreateQueue(config), deadline);
  }

  Queue update(String queueName, QueueMask mask, Asked asked, Deadline deadline)
      throws InterruptedException {
    QueueName name = Names.queue(queueName);
    QueueConfig config = asked.config(mask);
    // Some rules are about two fields, and the mask may name only one of them: what is checked,
    // here and by the owner, is the whole.
    QueueConfig whole =
        current(name, deadline).map(queue -> mask.merge(queue.getConfig(), config)).orElse(config);
    if (whole.getMaxBurstSize() == 0) {
      whole.setMaxBurstSize(QueueDefaults.burst(whole.getMaxDispatchesPerSecond()));
    }
    check(whole);
    return changed(name, new UpdateQueue(whole, mask.fields()), deadline);
  }

  private void check(QueueConfig config) {
    QueuesFromApi.check(config, limits);
    accounts
        .violation(config.getHttpTarget())
        .ifPresent(message -> {
          throw Refusals.invalid(message);
        });
  }

  /** Carries out a command that answers with the queue. */
  Queue command(String queueName, SpecificRecordBase action, Deadline deadline)
      throws InterruptedException {
    return changed(Names.queue(queueName), action, deadline);
  }

  Empty delete(String queueName, Deadline deadline) throws InterruptedException {
    QueueName name = Names.queue(queueName);
    backend.decide(name, new Command(name.toString(), new DeleteQueue()), deadline);
    return Empty.getDefaultInstance();
  }

  OwnedQueue get(String queueName, Deadline deadline) throws InterruptedException {
    return backend.queue(Names.queue(queueName), deadline);
  }

  private Optional<Queue> current(QueueName name, Deadline deadline) throws InterruptedException {
    Optional<Queue> seen = backend.lastSeen(name);
    if (seen.isPresent()) {
      return seen;
    }
    try {
      return Optional.of(backend.queue(name, deadline).queue());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode().value() == Code.NOT_FOUND_VALUE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Queue changed(QueueName name, SpecificRecordBase action, Deadline deadline)
      throws InterruptedException {
    ByteString queue =
        backend.decide(name, new Command(name.toString(), action), deadline).getQueue();
    return queue.isEmpty()
        ? backend.queue(name, deadline).queue()
        : AvroCodec.decode(queue.toByteArray(), Queue.class);
  }
}
