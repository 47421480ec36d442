package dev.sluice.adminapi.service;

import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.longrunning.Operation;
import com.google.protobuf.Empty;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.adminapi.view.BetaQueues;
import dev.sluice.adminapi.view.BetaTasks;
import dev.sluice.adminapi.view.QueueMask;
import dev.sluice.adminapi.view.TasksToApi;
import dev.sluice.v1.PauseQueue;
import dev.sluice.v1.PurgeQueue;
import dev.sluice.v1.ResumeQueue;
import dev.sluice.v1.admin.beta.BatchCreateTasksRequest;
import dev.sluice.v1.admin.beta.BatchDeleteTasksRequest;
import dev.sluice.v1.admin.beta.BufferTaskRequest;
import dev.sluice.v1.admin.beta.BufferTaskResponse;
import dev.sluice.v1.admin.beta.CloudTasksGrpc;
import dev.sluice.v1.admin.beta.CmekConfig;
import dev.sluice.v1.admin.beta.CreateQueueRequest;
import dev.sluice.v1.admin.beta.CreateTaskRequest;
import dev.sluice.v1.admin.beta.DeleteQueueRequest;
import dev.sluice.v1.admin.beta.DeleteTaskRequest;
import dev.sluice.v1.admin.beta.GetCmekConfigRequest;
import dev.sluice.v1.admin.beta.GetQueueRequest;
import dev.sluice.v1.admin.beta.GetTaskRequest;
import dev.sluice.v1.admin.beta.ListQueuesRequest;
import dev.sluice.v1.admin.beta.ListQueuesResponse;
import dev.sluice.v1.admin.beta.ListTasksRequest;
import dev.sluice.v1.admin.beta.ListTasksResponse;
import dev.sluice.v1.admin.beta.PauseQueueRequest;
import dev.sluice.v1.admin.beta.PurgeQueueRequest;
import dev.sluice.v1.admin.beta.Queue;
import dev.sluice.v1.admin.beta.ResumeQueueRequest;
import dev.sluice.v1.admin.beta.RunTaskRequest;
import dev.sluice.v1.admin.beta.Task;
import dev.sluice.v1.admin.beta.UpdateCmekConfigRequest;
import dev.sluice.v1.admin.beta.UpdateQueueRequest;
import io.grpc.stub.StreamObserver;

/** Google's Cloud Tasks v2beta3: its messages to records and back, around {@link ApiCalls}. */
final class BetaCloudTasksService extends CloudTasksGrpc.CloudTasksImplBase {

  private final Calls calls;
  private final ApiCalls does;

  BetaCloudTasksService(Calls calls, ApiCalls does) {
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
                      owned -> BetaQueues.queue(owned.queue()),
                      owned -> BetaQueues.queue(owned, request.getReadMask()),
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
        deadline ->
            BetaQueues.queue(
                does.queues().get(request.getName(), deadline), request.getReadMask()));
  }

  @Override
  public void createQueue(CreateQueueRequest request, StreamObserver<Queue> observer) {
    Queue queue = request.getQueue();
    calls.answer(
        observer,
        deadline ->
            BetaQueues.queue(
                does.queues()
                    .create(
                        request.getParent(),
                        queue.getName(),
                        mask -> BetaQueues.config(queue, mask),
                        deadline)));
  }

  @Override
  public void updateQueue(UpdateQueueRequest request, StreamObserver<Queue> observer) {
    Queue queue = request.getQueue();
    calls.answer(
        observer,
        deadline ->
            BetaQueues.queue(
                does.queues()
                    .update(
                        queue.getName(),
                        QueueMask.ofBeta(request.getUpdateMask()).withSluice(queue.hasSluice()),
                        mask -> BetaQueues.config(queue, mask),
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
            BetaQueues.queue(does.queues().command(request.getName(), new PurgeQueue(), deadline)));
  }

  @Override
  public void pauseQueue(PauseQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(
        observer,
        deadline ->
            BetaQueues.queue(does.queues().command(request.getName(), new PauseQueue(), deadline)));
  }

  @Override
  public void resumeQueue(ResumeQueueRequest request, StreamObserver<Queue> observer) {
    calls.answer(
        observer,
        deadline ->
            BetaQueues.queue(
                does.queues().command(request.getName(), new ResumeQueue(), deadline)));
  }

  @Override
  public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
    calls.answer(
        observer,
        deadline -> {
          Page<dev.sluice.v1.admin.tasks.Task> page =
              does.tasks()
                  .list(
                      BetaTasks.to(request, dev.sluice.v1.admin.tasks.ListTasksRequest.newBuilder())
                          .build(),
                      deadline);
          return ListTasksResponse.newBuilder()
              .addAllTasks(page.entries().stream().map(BetaTasks::task).toList())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void getTask(GetTaskRequest request, StreamObserver<Task> observer) {
    calls.answer(
        observer,
        deadline ->
            BetaTasks.task(
                does.tasks()
                    .get(
                        request.getName(),
                        TasksToApi.viewOf(request.getResponseViewValue()),
                        deadline)));
  }

  @Override
  public void createTask(CreateTaskRequest request, StreamObserver<Task> observer) {
    calls.answer(
        observer,
        deadline -> BetaTasks.task(does.tasks().create(BetaTasks.create(request), deadline)));
  }

  @Override
  public void batchCreateTasks(
      BatchCreateTasksRequest request, StreamObserver<Operation> observer) {
    calls.answer(
        observer,
        deadline ->
            does.batches()
                .create(
                    BetaTasks.to(
                            request, dev.sluice.v1.admin.tasks.BatchCreateTasksRequest.newBuilder())
                        .build(),
                    BatchMessages.BETA,
                    deadline));
  }

  @Override
  public void deleteTask(DeleteTaskRequest request, StreamObserver<Empty> observer) {
    calls.answer(observer, deadline -> does.tasks().delete(request.getName(), deadline));
  }

  @Override
  public void batchDeleteTasks(
      BatchDeleteTasksRequest request, StreamObserver<Operation> observer) {
    calls.answer(
        observer,
        deadline ->
            does.batches()
                .delete(
                    BetaTasks.to(
                            request, dev.sluice.v1.admin.tasks.BatchDeleteTasksRequest.newBuilder())
                        .build(),
                    BatchMessages.BETA,
                    deadline));
  }

  @Override
  public void runTask(RunTaskRequest request, StreamObserver<Task> observer) {
    calls.answer(
        observer,
        deadline ->
            BetaTasks.task(
                does.tasks()
                    .run(
                        BetaTasks.to(request, dev.sluice.v1.admin.tasks.RunTaskRequest.newBuilder())
                            .build(),
                        deadline)));
  }

  @Override
  public void bufferTask(BufferTaskRequest request, StreamObserver<BufferTaskResponse> observer) {
    calls.answer(
        observer,
        deadline ->
            BetaTasks.to(
                    does.buffers()
                        .buffer(
                            BetaTasks.to(
                                    request,
                                    dev.sluice.v1.admin.tasks.BufferTaskRequest.newBuilder())
                                .build(),
                            deadline),
                    BufferTaskResponse.newBuilder())
                .build());
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
    calls.answer(
        observer,
        deadline ->
            BetaTasks.to(CmekCalls.get(request.getName()), CmekConfig.newBuilder()).build());
  }

  @Override
  public void updateCmekConfig(
      UpdateCmekConfigRequest request, StreamObserver<CmekConfig> observer) {
    observer.onError(CmekCalls.noKeys());
  }
}
