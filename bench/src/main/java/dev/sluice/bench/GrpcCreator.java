package dev.sluice.bench;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.sluice.v1.admin.tasks.CloudTasksGrpc;
import dev.sluice.v1.admin.tasks.CreateQueueRequest;
import dev.sluice.v1.admin.tasks.CreateTaskRequest;
import dev.sluice.v1.admin.tasks.HttpMethod;
import dev.sluice.v1.admin.tasks.HttpRequest;
import dev.sluice.v1.admin.tasks.Queue;
import dev.sluice.v1.admin.tasks.RateLimits;
import dev.sluice.v1.admin.tasks.Task;
import java.time.Duration;

/** Creates tasks over the public gRPC API, as many at a time as its window allows. */
final class GrpcCreator implements Creator {

  static final String PARENT = "projects/bench/locations/local";

  private static final int WINDOW = 512;

  private final ClientFactory factory;
  private final CloudTasksGrpc.CloudTasksFutureStub stub;
  private final Window window = new Window(WINDOW);

  GrpcCreator(int port) {
    factory = ClientFactory.builder().maxNumEventLoopsPerEndpoint(2).build();
    stub =
        GrpcClients.builder("gproto+http://127.0.0.1:" + port + "/")
            .factory(factory)
            .responseTimeout(Duration.ofSeconds(30))
            .build(CloudTasksGrpc.CloudTasksFutureStub.class);
  }

  /**
   * Starts to create a queue.
   *
   * @param perSecond dispatches a second; 0: no limit
   */
  void createQueue(String name, int concurrency, int perSecond) throws InterruptedException {
    RateLimits limits =
        RateLimits.newBuilder()
            .setMaxDispatchesPerSecond(perSecond == 0 ? 100_000 : perSecond)
            .setMaxConcurrentDispatches(concurrency)
            .build();
    window.enter();
    Futures.addCallback(
        stub.createQueue(
            CreateQueueRequest.newBuilder()
                .setParent(PARENT)
                .setQueue(Queue.newBuilder().setName(name).setRateLimits(limits))
                .build()),
        answer(() -> {}),
        MoreExecutors.directExecutor());
  }

  @Override
  public void create(Wanted wanted, Runnable acknowledged) throws InterruptedException {
    Task.Builder task =
        Task.newBuilder()
            .setHttpRequest(
                HttpRequest.newBuilder()
                    .setUrl(wanted.url())
                    .setHttpMethod(HttpMethod.POST)
                    .setBody(ByteString.copyFrom(wanted.body())));
    wanted.id().ifPresent(id -> task.setName(wanted.queue() + "/tasks/" + id));
    wanted
        .due()
        .ifPresent(at ->
            task.setScheduleTime(
                Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano())));
    window.enter();
    Futures.addCallback(
        stub.createTask(
            CreateTaskRequest.newBuilder().setParent(wanted.queue()).setTask(task).build()),
        answer(acknowledged),
        MoreExecutors.directExecutor());
  }

  private <T> FutureCallback<T> answer(Runnable acknowledged) {
    return new FutureCallback<>() {
      @Override
      public void onSuccess(T result) {
        acknowledged.run();
        window.leave();
      }

      @Override
      public void onFailure(Throwable cause) {
        window.leaveFailed(cause);
      }
    };
  }

  @Override
  public void drain() throws InterruptedException {
    window.drain();
  }

  @Override
  public void close() {
    factory.close();
  }
}
