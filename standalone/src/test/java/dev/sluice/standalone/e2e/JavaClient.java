package dev.sluice.standalone.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.UnaryCallable;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CreateQueueRequest;
import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.DeleteQueueRequest;
import com.google.cloud.tasks.v2.DeleteTaskRequest;
import com.google.cloud.tasks.v2.GetQueueRequest;
import com.google.cloud.tasks.v2.GetTaskRequest;
import com.google.cloud.tasks.v2.ListQueuesRequest;
import com.google.cloud.tasks.v2.ListTasksRequest;
import com.google.cloud.tasks.v2.PauseQueueRequest;
import com.google.cloud.tasks.v2.PurgeQueueRequest;
import com.google.cloud.tasks.v2.ResumeQueueRequest;
import com.google.cloud.tasks.v2.RunTaskRequest;
import com.google.cloud.tasks.v2.UpdateQueueRequest;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.grpc.StatusRuntimeException;

/** Google's Java client, over gRPC or REST. */
final class JavaClient implements Conformance.Client {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final CloudTasksClient client;
  private final boolean rest;

  private JavaClient(CloudTasksClient client, boolean rest) {
    this.client = client;
    this.rest = rest;
  }

  static JavaClient overGrpc(int port) throws Exception {
    return new JavaClient(GoogleJavaClient.overGrpc(port), false);
  }

  static JavaClient overRest(int port) throws Exception {
    return new JavaClient(GoogleJavaClient.overRest(port), true);
  }

  @Override
  public Conformance.Outcome call(Conformance.Call call) throws Exception {
    String request = call.request().toString();
    try {
      MessageOrBuilder answer =
          switch (call.rpc()) {
            case "ListQueues" ->
                send(client.listQueuesCallable(), ListQueuesRequest.newBuilder(), request);
            case "GetQueue" ->
                send(client.getQueueCallable(), GetQueueRequest.newBuilder(), request);
            case "CreateQueue" ->
                send(client.createQueueCallable(), CreateQueueRequest.newBuilder(), request);
            case "UpdateQueue" ->
                send(client.updateQueueCallable(), UpdateQueueRequest.newBuilder(), request);
            case "DeleteQueue" ->
                send(client.deleteQueueCallable(), DeleteQueueRequest.newBuilder(), request);
            case "PauseQueue" ->
                send(client.pauseQueueCallable(), PauseQueueRequest.newBuilder(), request);
            case "ResumeQueue" ->
                send(client.resumeQueueCallable(), ResumeQueueRequest.newBuilder(), request);
            case "PurgeQueue" ->
                send(client.purgeQueueCallable(), PurgeQueueRequest.newBuilder(), request);
            case "ListTasks" ->
                send(client.listTasksCallable(), ListTasksRequest.newBuilder(), request);
            case "GetTask" -> send(client.getTaskCallable(), GetTaskRequest.newBuilder(), request);
            case "CreateTask" ->
                send(client.createTaskCallable(), CreateTaskRequest.newBuilder(), request);
            case "DeleteTask" ->
                send(client.deleteTaskCallable(), DeleteTaskRequest.newBuilder(), request);
            case "RunTask" -> send(client.runTaskCallable(), RunTaskRequest.newBuilder(), request);
            case "GetIamPolicy" ->
                send(client.getIamPolicyCallable(), GetIamPolicyRequest.newBuilder(), request);
            case "SetIamPolicy" ->
                send(client.setIamPolicyCallable(), SetIamPolicyRequest.newBuilder(), request);
            case "TestIamPermissions" ->
                send(
                    client.testIamPermissionsCallable(),
                    TestIamPermissionsRequest.newBuilder(),
                    request);
            default ->
                throw new IllegalArgumentException(
                    call.rpc() + " (expected: a method of Cloud Tasks)");
          };
      return Conformance.Outcome.ok(JSON.readTree(JsonFormat.printer().print(answer)));
    } catch (ApiException e) {
      return Conformance.Outcome.failed(e.getStatusCode().getCode().name(), message(e));
    }
  }

  private static <Q extends Message, A extends MessageOrBuilder> A send(
      UnaryCallable<Q, A> method, Message.Builder builder, String json) throws Exception {
    JsonFormat.parser().merge(json, builder);
    @SuppressWarnings("unchecked") // The builder is the method's.
    Q request = (Q) builder.build();
    return method.call(request);
  }

  private static String message(ApiException e) {
    return e.getCause() instanceof StatusRuntimeException status
        ? String.valueOf(status.getStatus().getDescription())
        : String.valueOf(e.getMessage());
  }

  /** Over REST the code follows from the HTTP status alone (spec section 1.1). */
  @Override
  public String codeAsSeen(String code) {
    return !rest
        ? code
        : switch (code) {
          case "FAILED_PRECONDITION" -> "INVALID_ARGUMENT";
          case "ALREADY_EXISTS" -> "ABORTED";
          default -> code;
        };
  }

  @Override
  public boolean showsMessages() {
    return !rest;
  }

  @Override
  public void close() {
    client.close();
  }
}
