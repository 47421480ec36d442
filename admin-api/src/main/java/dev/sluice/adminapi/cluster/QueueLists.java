package dev.sluice.adminapi.cluster;

import dev.sluice.adminapi.backend.OwnedQueue;
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

  // Schedulers answer no more than this at once, so a shorter page is the last one.
  private static final int PAGE = 1_000;

  private final OwnerCalls owners;
  private final int partitions;

  QueueLists(OwnerCalls owners, int partitions) {
    this.owners = owners;
    this.partitions = partitions;
  }

  List<OwnedQueue> list(String parent, String afterName, int limit, Deadline deadline)
      throws InterruptedException {
    List<Callable<List<OwnedQueue>>> questions = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      int partition = i;
      questions.add(() -> ofPartition(partition, parent, afterName, limit, deadline));
    }
    List<OwnedQueue> found = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<OwnedQueue>> answer : threads.invokeAll(questions)) {
        found.addAll(get(answer));
      }
    }
    return found.stream().sorted(Comparator.comparing(QueueLists::name)).limit(limit).toList();
  }

  private List<OwnedQueue> ofPartition(
      int partition, String parent, String afterName, int limit, Deadline deadline)
      throws InterruptedException {
    List<OwnedQueue> found = new ArrayList<>();
    String after = afterName;
    while (found.size() < limit) {
      ListQueuesRequest request =
          ListQueuesRequest.newBuilder()
              .setPartition(partition)
              .setParent(parent)
              .setAfterName(after)
              .setPageSize(Math.min(limit - found.size(), PAGE))
              .build();
      List<QueueView> page =
          owners.ask(partition, deadline, stub -> stub.listQueues(request)).getQueuesList();
      for (QueueView view : page) {
        found.add(owned(view));
      }
      if (page.size() < request.getPageSize()) {
        break;
      }
      after = name(found.getLast());
    }
    return found;
  }

  static OwnedQueue owned(QueueView view) {
    return new OwnedQueue(
        AvroCodec.decode(view.getQueue().toByteArray(), Queue.class), view.getStats());
  }

  private static String name(OwnedQueue owned) {
    return owned.queue().getName();
  }

  private static List<OwnedQueue> get(Future<List<OwnedQueue>> answer) throws InterruptedException {
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
