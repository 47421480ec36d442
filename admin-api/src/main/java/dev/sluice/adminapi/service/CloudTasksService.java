package dev.sluice.adminapi.service;

import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.longrunning.Operation;
import com.google.protobuf.Empty;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.adminapi.view.QueueMask;
import dev.sluice.adminapi.view.QueuesFromApi;
import dev.sluice.adminapi.view.QueuesToApi;
import dev.sluice.v1.PauseQueue;
import dev.sluice.v1.PurgeQueue;
import dev.sluice.v1.ResumeQueue;
import dev.sluice.v1.admin.tasks.BatchCreateTasksRequest;
import dev.sluice.v1.admin.tasks.BatchDeleteTasksRequest;
import dev.sluice.v1.admin.tasks.BufferTaskRequest;
import dev.sluice.v1.admin.tasks.BufferTaskResponse;
import dev.sluice.v1.admin.tasks.CloudTasksGrpc;
import dev.sluice.v1.admin.tasks.CmekConfig;
import dev.sluice.v1.admin.tasks.CreateQueueRequest;
import dev.sluice.v1.admin.tasks.CreateTaskRequest;
import dev.sluice.v1.admin.tasks.DeleteQueueRequest;
import dev.sluice.v1.admin.tasks.DeleteTaskRequest;
import dev.sluice.v1.admin.tasks.GetCmekConfigRequest;
import dev.sluice.v1.admin.tasks.GetQueueRequest;
import dev.sluice.v1.admin.tasks.GetTaskRequest;
import dev.sluice.v1.admin.tasks.ListQueuesRequest;
import dev.sluice.v1.admin.tasks.ListQueuesResponse;
import dev.sluice.v1.admin.tasks.ListTasksRequest;
import dev.sluice.v1.admin.tasks.ListTasksResponse;
import dev.sluice.v1.admin.tasks.PauseQueueRequest;
import dev.sluice.v1.admin.tasks.PurgeQueueRequest;
import dev.sluice.v1.admin.tasks.Queue;
import dev.sluice.v1.admin.tasks.ResumeQueueRequest;
import dev.sluice.v1.admin.tasks.RunTaskRequest;
import dev.sluice.v1.admin.tasks.Task;
import dev.sluice.v1.admin.tasks.UpdateCmekConfigRequest;
import dev.sluice.v1.admin.tasks.UpdateQueueRequest;
import io.grpc.stub.StreamObserver;

/** Google's Cloud Tasks v2: its messages to records and back, around {@link ApiCalls}. */
final class CloudTasksService extends CloudTasksGrpc.CloudTasksImplBase {

  private final Calls calls;
  private final ApiCalls does;

  CloudTasksService(Calls calls, ApiCalls does) {
    this.calls = calls;
    this.does = does;
  }

  @Override
  public void listQueues(ListQueuesRequest request, StreamObserver<ListQueuesResponse> observer) {
    calls.answer(
        observer,
        deadline -> {
          Page<Queue> page =
              does.queueList()
                  .page(
                      new QueueList.Asked(
                          request.getParent(),
                          request.getFilter(),
                          request.getPageSize(),
                          request.getPageToken()),
                      owned -> QueuesToApi.queue(owned.queue()),
                      owned -> QueuesToApi.queue(owned.queue()),
                      Queue.getDescriptor(),
                      deadline);
          return ListQueuesResponse.newBuilder()
              .addAllQueues(page.entries())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void getQueue(GetQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(
        observer,
        deadline -> QueuesToApi.queue(does.queues().get(request.getName(), deadline).queue()));
  }

  @Override
  public void createQueue(CreateQueueRequest request, StreamObserver<Queue> observer) {
    Queue queue = request.getQueue();
    calls.answer(
        observer,
        deadline ->
            QueuesToApi.queue(
                does.queues()
                    .create(
                        request.getParent(),
                        queue.getName(),
                        mask -> QueuesFromApi.config(queue, mask),
                        deadline)));
  }

  @Override
  public void updateQueue(UpdateQueueRequest request, StreamObserver<Queue> observer) {
    Queue queue = request.getQueue();
    calls.answer(
        observer,
        deadline ->
            QueuesToApi.queue(
                does.queues()
                    .update(
                        queue.getName(),
                        QueueMask.of(request.getUpdateMask()).withSluice(queue.hasSluice()),
                        mask -> QueuesFromApi.config(queue, mask),
                        deadline)));
  }

  @Override
  public void deleteQueue(DeleteQueueRequest request, StreamObserver<Empty> observer) {
    calls.answer(observer, deadline -> does.queues().delete(request.getName(), deadline));
  }

  @Override
  public void purgeQueue(PurgeQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(
        observer,
        deadline ->
            QueuesToApi.queue(
                does.queues().command(request.getName(), new PurgeQueue(), deadline)));
  }

  @Override
  public void pauseQueue(PauseQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(
        observer,
        deadline ->
            QueuesToApi.queue(
                does.queues().command(request.getName(), new PauseQueue(), deadline)));
  }

  @Override
  public void resumeQueue(ResumeQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(
        observer,
        deadline ->
            QueuesToApi.queue(
                does.queues().command(request.getName(), new ResumeQueue(), deadline)));
  }

  @Override
  public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
    calls.answer(
        observer,
        deadline -> {
          Page<Task> page = does.tasks().list(request, deadline);
          return ListTasksResponse.newBuilder()
              .addAllTasks(page.entries())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void getTask(GetTaskRequest request, StreamObserver<Task> observer) {
    calls.answer(
        observer,
        deadline -> does.tasks().get(request.getName(), request.getResponseView(), deadline));
  }

  @Override
  public void createTask(CreateTaskRequest request, StreamObserver<Task> observer) {
    calls.answer(observer, deadline -> does.tasks().create(request, deadline));
  }

  @Override
  public void batchCreateTasks(
      BatchCreateTasksRequest request, StreamObserver<Operation> observer) {
    calls.answer(observer, deadline -> does.batches().create(request, BatchMessages.V2, deadline));
  }

  @Override
  public void deleteTask(DeleteTaskRequest request, StreamObserver<Empty> observer) {
    calls.answer(observer, deadline -> does.tasks().delete(request.getName(), deadline));
  }

  @Override
  public void batchDeleteTasks(
      BatchDeleteTasksRequest request, StreamObserver<Operation> observer) {
    calls.answer(observer, deadline -> does.batches().delete(request, BatchMessages.V2, deadline));
  }

  @Override
  public void runTask(RunTaskRequest request, StreamObserver<Task> observer) {
    calls.answer(observer, deadline -> does.tasks().run(request, deadline));
  }

  @Override
  public void bufferTask(BufferTaskRequest request, StreamObserver<BufferTaskResponse> observer) {
    calls.answer(observer, deadline -> does.buffers().buffer(request, deadline));
  }

  @Override
  public void getIamPolicy(GetIamPolicyRequest request, StreamObserver<Policy> observer) {
    calls.answer(observer, deadline -> does.iam().get(request, deadline));
  }

  @Override
  public void setIamPolicy(SetIamPolicyRequest request, StreamObserver<Policy> observer) {
    calls.answer(observer, deadline -> does.iam().set(request, deadline));
  }

  @Override
  public void testIamPermissions(
      TestIamPermissionsRequest request, StreamObserver<TestIamPermissionsResponse> observer) {
    calls.answer(observer, deadline -> does.iam().test(request, deadline));
  }

  @Override
  public void getCmekConfig(GetCmekConfigRequest request, StreamObserver<CmekConfig> observer) {
    calls.answer(observer, deadline -> CmekCalls.get(request.getName()));
  }

  @Override
  public void updateCmekConfig(
      UpdateCmekConfigRequest request, StreamObserver<CmekConfig> observer) {
    observer.onError(CmekCalls.noKeys());
  }
}
