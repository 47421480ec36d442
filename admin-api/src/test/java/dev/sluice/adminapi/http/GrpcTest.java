package dev.sluice.adminapi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.cloud.location.ListLocationsRequest;
import com.google.cloud.location.LocationsGrpc.LocationsBlockingStub;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.protobuf.ByteString;
import com.google.rpc.Help;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.v1.admin.tasks.CloudTasksGrpc.CloudTasksBlockingStub;
import dev.sluice.v1.admin.tasks.CreateQueueRequest;
import dev.sluice.v1.admin.tasks.CreateTaskRequest;
import dev.sluice.v1.admin.tasks.GetTaskRequest;
import dev.sluice.v1.admin.tasks.HttpRequest;
import dev.sluice.v1.admin.tasks.Queue;
import dev.sluice.v1.admin.tasks.Task;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.grpc.protobuf.StatusProto;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** gRPC on the same port. */
class GrpcTest {

  private static final ApiFixture api = new ApiFixture();
  private static final CloudTasksBlockingStub tasks = api.grpc(CloudTasksBlockingStub.class);

  @BeforeAll
  static void start() throws Exception {
    api.createQueue();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void createTask_thenGet_isTheSame() {
    Task created =
        tasks.createTask(
            CreateTaskRequest.newBuilder()
                .setParent(ApiFixture.QUEUE)
                .setResponseView(Task.View.FULL)
                .setTask(task("same", ByteString.copyFromUtf8("body")))
                .build());

    Task found =
        tasks.getTask(
            GetTaskRequest.newBuilder()
                .setName(created.getName())
                .setResponseView(Task.View.FULL)
                .build());

    assertThat(found).isEqualTo(created);
    assertThat(found.getHttpRequest().getBody().toStringUtf8()).isEqualTo("body");
  }

  @Test
  void createQueue_badName_carriesDetails() throws Exception {
    StatusRuntimeException refusal =
        refusal(() ->
            tasks.createQueue(
                CreateQueueRequest.newBuilder()
                    .setParent(ApiFixture.LOCATION)
                    .setQueue(Queue.newBuilder().setName("x"))
                    .build()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    com.google.rpc.Status details = StatusProto.fromThrowable(refusal);
    assertThat(details).isNotNull();
    assertThat(details.getDetails(0).unpack(Help.class).getLinks(0).getDescription())
        .isEqualTo("Definition of queue name");
  }

  @Test
  void createTask_messageOverTheLimit_isInvalid() {
    StatusRuntimeException refusal =
        refusal(() ->
            tasks.createTask(
                CreateTaskRequest.newBuilder()
                    .setParent(ApiFixture.QUEUE)
                    .setTask(task("huge", ByteString.copyFrom(new byte[3 << 20])))
                    .build()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.getStatus().getDescription()).isEqualTo("Request payload is too large.");
  }

  @Test
  void createTask_unknownQueue_isNotFound() {
    StatusRuntimeException refusal =
        refusal(() ->
            tasks.createTask(
                CreateTaskRequest.newBuilder()
                    .setParent(ApiFixture.LOCATION + "/queues/missing")
                    .setTask(
                        Task.newBuilder()
                            .setHttpRequest(HttpRequest.newBuilder().setUrl("http://h/")))
                    .build()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusal.getStatus().getDescription()).isEqualTo(Refusals.NO_QUEUE_TEXT);
  }

  @Test
  void getIamPolicy_ofAQueueWithoutOne_isEmptyWithAnEtag() {
    Policy policy =
        tasks.getIamPolicy(GetIamPolicyRequest.newBuilder().setResource(ApiFixture.QUEUE).build());

    assertThat(policy.getBindingsList()).isEmpty();
    assertThat(policy.getEtag().isEmpty()).isFalse();
  }

  @Test
  void locations_areServed() {
    assertThat(
            api.grpc(LocationsBlockingStub.class)
                .listLocations(ListLocationsRequest.newBuilder().setName("projects/p").build())
                .getLocations(0)
                .getLocationId())
        .isEqualTo("l");
  }

  @Test
  void health_isServing() {
    assertThat(
            api.grpc(HealthBlockingStub.class)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  private static Task task(String id, ByteString body) {
    return Task.newBuilder()
        .setName(ApiFixture.QUEUE + "/tasks/" + id)
        .setHttpRequest(HttpRequest.newBuilder().setUrl("http://h/").setBody(body))
        .build();
  }

  private static StatusRuntimeException refusal(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call);
  }
}
