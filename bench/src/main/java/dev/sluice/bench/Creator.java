package dev.sluice.bench;

import com.google.cloud.tasks.v2.CloudTasksGrpc;
import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.HttpMethod;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.RateLimits;
import com.google.cloud.tasks.v2.Task;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates tasks over gRPC, as many at a time as its window allows. */
final class Creator implements AutoCloseable {

  private static final String PARENT = "projects/bench/locations/local";

  private final ClientFactory factory;
  private final CloudTasksGrpc.CloudTasksFutureStub stub;
  private final Semaphore window;
  private final int windowSize;
  private final AtomicInteger created = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  Creator(int port, int windowSize) {
    this.windowSize = windowSize;
    window = new Semaphore(windowSize);
    factory = ClientFactory.builder().maxNumEventLoopsPerEndpoint(2).build();
    stub =
        GrpcClients.builder("gproto+http://127.0.0.1:" + port + "/")
            .factory(factory)
            .responseTimeout(Duration.ofSeconds(30))
            .build(CloudTasksGrpc.CloudTasksFutureStub.class);
  }

  /** Creates a queue whose limits do not limit; returns its full name. */
  String createQueue(String id, int concurrency) throws Exception {
    String name = PARENT + "/queues/" + id;
    stub.createQueue(
            CreateQueueRequest.newBuilder()
                .setParent(PARENT)
                .setQueue(
                    Queue.newBuilder()
                        .setName(name)
                        .setRateLimits(
                            RateLimits.newBuilder()
                                .setMaxDispatchesPerSecond(100_000)
                                .setMaxConcurrentDispatches(concurrency)))
                .build())
        .get();
    return name;
  }

  /** Starts to create a task; waits while the window is full. */
  void create(String queue, String url, byte[] body, Optional<Instant> due)
      throws InterruptedException {
    Task.Builder task =
        Task.newBuilder()
            .setHttpRequest(
                HttpRequest.newBuilder()
                    .setUrl(url)
                    .setHttpMethod(HttpMethod.POST)
                    .setBody(ByteString.copyFrom(body)));
    due.ifPresent(
        at -> task.setScheduleTime(Timestamp.newBuilder().setSeconds(at.getEpochSecond())));
    window.acquire();
    ListenableFuture<Task> call =
        stub.createTask(CreateTaskRequest.newBuilder().setParent(queue).setTask(task).build());
    Futures.addCallback(
        call,
        new FutureCallback<Task>() {
          @Override
          public void onSuccess(Task result) {
            created.incrementAndGet();
            window.release();
          }

          @Override
          public void onFailure(Throwable t) {
            failed.incrementAndGet();
            window.release();
          }
        },
        MoreExecutors.directExecutor());
  }

  /** Waits until every call that was started has been answered. */
  void drain() throws InterruptedException {
    window.acquire(windowSize);
    window.release(windowSize);
  }

  int created() {
    return created.get();
  }

  int failed() {
    return failed.get();
  }

  @Override
  public void close() {
    factory.close();
  }
}
