package dev.sluice.adminapi.cluster;

import dev.sluice.adminapi.call.Deadline;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.v1.Queue;
import dev.sluice.v1.query.ListQueuesRequest;
import dev.sluice.v1.query.QueueView;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Lists queues: all partitions are asked at once, and their answers merged by name. */
final class QueueLists {

  private final OwnerCalls owners;
  private final int partitions;

  QueueLists(OwnerCalls owners, int partitions) {
    this.owners = owners;
    this.partitions = partitions;
  }

  List<Queue> list(String parent, String afterName, int limit, Deadline deadline)
      throws InterruptedException {
    List<Callable<List<QueueView>>> questions = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      ListQueuesRequest request =
          ListQueuesRequest.newBuilder()
              .setPartition(partition)
              .setParent(parent)
              .setAfterName(afterName)
              .setPageSize(limit)
              .build();
      questions.add(() ->
          owners
              .ask(request.getPartition(), deadline, stub -> stub.listQueues(request))
              .getQueuesList());
    }
    List<QueueView> found = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<QueueView>> answer : threads.invokeAll(questions)) {
        found.addAll(get(answer));
      }
    }
    return found.stream()
        .map(view -> AvroCodec.decode(view.getQueue().toByteArray(), Queue.class))
        .sorted(Comparator.comparing(Queue::getName))
        .limit(limit)
        .toList();
  }

  private static List<QueueView> get(Future<List<QueueView>> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StatusRuntimeException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("listing queues failed", e.getCause());
    }
  }
}
