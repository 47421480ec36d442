package dev.sluice.adminapi.cluster;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.v1.Queue;
import dev.sluice.v1.query.GetOwnersRequest;
import dev.sluice.v1.query.GetOwnersResponse;
import dev.sluice.v1.query.GetQueueRequest;
import dev.sluice.v1.query.ListQueuesRequest;
import dev.sluice.v1.query.ListQueuesResponse;
import dev.sluice.v1.query.LookUpVerdictRequest;
import dev.sluice.v1.query.LookUpVerdictResponse;
import dev.sluice.v1.query.QueueStats;
import dev.sluice.v1.query.QueueView;
import dev.sluice.v1.query.SchedulerQueriesGrpc;
import dev.sluice.v1.query.Verdict;
import dev.sluice.v1.query.VerdictBatch;
import dev.sluice.v1.query.WatchVerdictsRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A query service over the wire whose answers a test sets. */
final class FakeScheduler extends SchedulerQueriesGrpc.SchedulerQueriesImplBase
    implements AutoCloseable {

  static final int PARTITIONS = 2;

  /** Who owns what, in this scheduler's view: by partition, host:port. */
  final ConcurrentMap<Integer, String> owners = new ConcurrentHashMap<>();

  /** Queues by name. */
  final ConcurrentMap<String, Queue> queues = new ConcurrentHashMap<>();

  /** Verdicts to look up, by offset on the tasks topic. */
  final ConcurrentMap<Long, Verdict> known = new ConcurrentHashMap<>();

  private final ConcurrentMap<Integer, StreamObserver<VerdictBatch>> watchers =
      new ConcurrentHashMap<>();

  /** Why queues take no more tasks; empty: they do. */
  volatile String full = "";

  private volatile boolean down;
  private volatile VerdictBatch first = VerdictBatch.getDefaultInstance();
  private final Server server;

  FakeScheduler() {
    server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(GrpcService.builder().addService(this).build())
            .requestTimeoutMillis(0)
            .build();
    server.start().join();
    ownsEverything();
  }

  String address() {
    return "127.0.0.1:" + server.activeLocalPort();
  }

  /** This scheduler owns all partitions. */
  final void ownsEverything() {
    ownedBy(address());
  }

  /** Another scheduler owns all partitions. */
  void ownedBy(String address) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      owners.put(partition, address);
    }
  }

  /** From now on every call fails. */
  void goDown() {
    down = true;
    endStreams();
  }

  /** Closes the port and all connections. */
  void die() {
    server.stop().join();
  }

  /** What the next streams begin with. */
  void beginWith(VerdictBatch first) {
    this.first = first;
  }

  /** Whether somebody watches a partition. */
  boolean isWatched(int partition) {
    return watchers.containsKey(partition);
  }

  /** Sends a batch to whoever watches a partition. */
  void send(int partition, VerdictBatch batch) {
    requireNonNull(watchers.get(partition), "nobody watches").onNext(batch);
  }

  /** Ends all streams. */
  void endStreams() {
    for (Map.Entry<Integer, StreamObserver<VerdictBatch>> watcher : watchers.entrySet()) {
      watchers.remove(watcher.getKey(), watcher.getValue());
      watcher.getValue().onCompleted();
    }
  }

  @Override
  public void getOwners(GetOwnersRequest request, StreamObserver<GetOwnersResponse> observer) {
    answer(
        observer,
        GetOwnersResponse.newBuilder().setPartitions(PARTITIONS).putAllAddresses(owners).build());
  }

  @Override
  public void getQueue(GetQueueRequest request, StreamObserver<QueueView> observer) {
    Queue queue = queues.get(request.getQueueName());
    answer(observer, queue == null ? null : view(queue));
  }

  @Override
  public void listQueues(ListQueuesRequest request, StreamObserver<ListQueuesResponse> observer) {
    ListQueuesResponse.Builder page = ListQueuesResponse.newBuilder();
    queues.values().stream()
        .filter(queue -> partition(queue) == request.getPartition())
        .filter(queue -> queue.getName().compareTo(request.getAfterName()) > 0)
        .sorted(Comparator.comparing(Queue::getName))
        .limit(Math.min(request.getPageSize(), 1_000))
        .map(this::view)
        .forEach(page::addQueues);
    answer(observer, page.build());
  }

  @Override
  public void watchVerdicts(WatchVerdictsRequest request, StreamObserver<VerdictBatch> observer) {
    if (down || !address().equals(owners.get(request.getPartition()))) {
      observer.onError(Status.FAILED_PRECONDITION.asRuntimeException());
      return;
    }
    observer.onNext(first);
    watchers.put(request.getPartition(), observer);
  }

  @Override
  public void lookUpVerdict(
      LookUpVerdictRequest request, StreamObserver<LookUpVerdictResponse> observer) {
    Verdict verdict = known.get(request.getOffset());
    LookUpVerdictResponse.Builder answer = LookUpVerdictResponse.newBuilder();
    answer(observer, verdict == null ? answer.build() : answer.setVerdict(verdict).build());
  }

  private static int partition(Queue queue) {
    return dev.sluice.schemas.Partitions.of(queue.getName(), PARTITIONS);
  }

  private QueueView view(Queue queue) {
    return QueueView.newBuilder()
        .setQueue(ByteString.copyFrom(AvroCodec.encode(queue)))
        .setStats(QueueStats.newBuilder().setFull(full))
        .build();
  }

  private <T> void answer(StreamObserver<T> observer, @Nullable T answer) {
    if (down) {
      observer.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    if (answer == null) {
      observer.onError(Status.NOT_FOUND.withDescription("no such queue here").asRuntimeException());
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }

  @Override
  public void close() {
    // What takes two seconds more is the end of Netty's threads.
    var _ = server.stop();
  }
}
