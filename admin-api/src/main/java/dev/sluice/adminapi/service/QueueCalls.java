package dev.sluice.adminapi.service;

import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.ListQueuesRequest;
import com.google.cloud.tasks.v2.ListQueuesResponse;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.UpdateQueueRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.rpc.Code;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.adminapi.view.PageToken;
import dev.sluice.adminapi.view.QueueMask;
import dev.sluice.adminapi.view.QueuesFromApi;
import dev.sluice.adminapi.view.QueuesToApi;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.QueueName;
import dev.sluice.v1.Command;
import dev.sluice.v1.CreateQueue;
import dev.sluice.v1.DeleteQueue;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.UpdateQueue;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;

/** What the calls on queues do. */
final class QueueCalls {

  private final Backend backend;
  private final Limits limits;

  QueueCalls(Backend backend, Limits limits) {
    this.backend = backend;
    this.limits = limits;
  }

  Queue create(CreateQueueRequest request, Deadline deadline) throws InterruptedException {
    QueueName name = Names.queue(request.getQueue().getName());
    if (!name.parent().equals(request.getParent())) {
      throw Refusals.invalid(name + " must begin with " + request.getParent() + ".");
    }
    QueueConfig config = QueuesFromApi.config(request.getQueue());
    QueuesFromApi.check(config, limits);
    return changed(name, new CreateQueue(config), deadline);
  }

  Queue update(UpdateQueueRequest request, Deadline deadline) throws InterruptedException {
    QueueName name = Names.queue(request.getQueue().getName());
    QueueMask mask = QueueMask.of(request.getUpdateMask());
    QueueConfig asked = QueuesFromApi.config(request.getQueue(), mask);
    // Some rules are about two fields, and the mask may name only one of them: what is checked,
    // here and by the owner, is the whole.
    QueueConfig whole =
        current(name, deadline).map(queue -> mask.merge(queue.getConfig(), asked)).orElse(asked);
    QueuesFromApi.check(whole, limits);
    return changed(name, new UpdateQueue(whole, mask.fields()), deadline);
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

  Queue get(String queueName, Deadline deadline) throws InterruptedException {
    return QueuesToApi.queue(backend.queue(Names.queue(queueName), deadline));
  }

  ListQueuesResponse list(ListQueuesRequest request, Deadline deadline)
      throws InterruptedException {
    String parent = Names.Location.parse(request.getParent()).toString();
    if (!request.getFilter().isBlank()) {
      throw Refusals.invalid("filter is not supported by this server yet.");
    }
    int size = PageSizes.of(request.getPageSize(), PageSizes.QUEUES);
    String list = "queues " + parent;
    String after = PageToken.read(list, request.getPageToken());
    List<dev.sluice.v1.Queue> queues = backend.queues(parent, after, size + 1, deadline);
    ListQueuesResponse.Builder page = ListQueuesResponse.newBuilder();
    queues.stream().limit(size).map(QueuesToApi::queue).forEach(page::addQueues);
    if (queues.size() > size) {
      page.setNextPageToken(PageToken.write(list, queues.get(size - 1).getName()));
    }
    return page.build();
  }

  private Optional<dev.sluice.v1.Queue> current(QueueName name, Deadline deadline)
      throws InterruptedException {
    Optional<dev.sluice.v1.Queue> seen = backend.lastSeen(name);
    if (seen.isPresent()) {
      return seen;
    }
    try {
      return Optional.of(backend.queue(name, deadline));
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
    return QueuesToApi.queue(
        queue.isEmpty()
            ? backend.queue(name, deadline)
            : AvroCodec.decode(queue.toByteArray(), dev.sluice.v1.Queue.class));
  }
}
