package dev.sluice.adminapi.service;

import com.google.cloud.tasks.v2.CloudTasksGrpc;
import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.DeleteQueueRequest;
import com.google.cloud.tasks.v2.DeleteTaskRequest;
import com.google.cloud.tasks.v2.GetQueueRequest;
import com.google.cloud.tasks.v2.GetTaskRequest;
import com.google.cloud.tasks.v2.ListQueuesRequest;
import com.google.cloud.tasks.v2.ListQueuesResponse;
import com.google.cloud.tasks.v2.ListTasksRequest;
import com.google.cloud.tasks.v2.ListTasksResponse;
import com.google.cloud.tasks.v2.PauseQueueRequest;
import com.google.cloud.tasks.v2.PurgeQueueRequest;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.ResumeQueueRequest;
import com.google.cloud.tasks.v2.RunTaskRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.cloud.tasks.v2.UpdateQueueRequest;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.protobuf.Empty;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.Limits;
import dev.sluice.v1.PauseQueue;
import dev.sluice.v1.PurgeQueue;
import dev.sluice.v1.ResumeQueue;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Google's Cloud Tasks v2. */
public final class CloudTasksService extends CloudTasksGrpc.CloudTasksImplBase {

  private final Calls calls;
  private final QueueCalls queues;
  private final TaskCalls tasks;

  /**
   * Makes the service.
   *
   * @param random for the ids of tasks without a name; used by many threads
   */
  public CloudTasksService(
      Calls calls, Backend backend, Limits limits, InstantSource clock, RandomGenerator random) {
    this.calls = calls;
    this.queues = new QueueCalls(backend, limits);
    this.tasks = new TaskCalls(backend, limits, clock, random);
  }

  @Override
  public void listQueues(ListQueuesRequest request, StreamObserver<ListQueuesResponse> observer) {
    calls.answer(observer, deadline -> queues.list(request, deadline));
  }

  @Override
  public void getQueue(GetQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(observer, deadline -> queues.get(request.getName(), deadline));
  }

  @Override
  public void createQueue(CreateQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(observer, deadline -> queues.create(request, deadline));
  }

  @Override
  public void updateQueue(UpdateQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(observer, deadline -> queues.update(request, deadline));
  }

  @Override
  public void deleteQueue(DeleteQueueRequest request, StreamObserver<Empty> observer) {
    calls.answer(observer, deadline -> queues.delete(request.getName(), deadline));
  }

  @Override
  public void purgeQueue(PurgeQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(
        observer, deadline -> queues.command(request.getName(), new PurgeQueue(), deadline));
  }

  @Override
  public void pauseQueue(PauseQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(
        observer, deadline -> queues.command(request.getName(), new PauseQueue(), deadline));
  }

  @Override
  public void resumeQueue(ResumeQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(
        observer, deadline -> queues.command(request.getName(), new ResumeQueue(), deadline));
  }

  @Override
  public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
    calls.answer(observer, deadline -> tasks.list(request, deadline));
  }

  @Override
  public void getTask(GetTaskRequest request, StreamObserver<Task> observer) {
    calls.answer(
        observer, deadline -> tasks.get(request.getName(), request.getResponseView(), deadline));
  }

  @Override
  public void createTask(CreateTaskRequest request, StreamObserver<Task> observer) {
    calls.answer(observer, deadline -> tasks.create(request, deadline));
  }

  @Override
  public void deleteTask(DeleteTaskRequest request, StreamObserver<Empty> observer) {
    calls.answer(observer, deadline -> tasks.delete(request.getName(), deadline));
  }

  @Override
  public void runTask(RunTaskRequest request, StreamObserver<Task> observer) {
    calls.answer(observer, deadline -> tasks.run(request, deadline));
  }

  @Override
  public void getIamPolicy(GetIamPolicyRequest request, StreamObserver<Policy> observer) {
    observer.onError(noPolicies());
  }

  @Override
  public void setIamPolicy(SetIamPolicyRequest request, StreamObserver<Policy> observer) {
    observer.onError(noPolicies());
  }

  @Override
  public void testIamPermissions(
      TestIamPermissionsRequest request, StreamObserver<TestIamPermissionsResponse> observer) {
    observer.onError(noPolicies());
  }

  private static StatusRuntimeException noPolicies() {
    return Refusals.unimplemented("IAM policies are not supported by this server yet.");
  }
}
