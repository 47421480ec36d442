package dev.sluice.adminapi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.v1.admin.tasks.CloudTasksGrpc.CloudTasksBlockingStub;
import dev.sluice.v1.admin.tasks.GetQueueRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;

/** What callers see of a server that stops. */
class StoppingTest {

  @Test
  void call_afterWorkWasCutOff_isUnavailable() throws Exception {
    try (ApiFixture api = new ApiFixture()) {
      api.createQueue();
      CloudTasksBlockingStub stub = api.grpc(CloudTasksBlockingStub.class);
      api.calls.close();

      assertThatThrownBy(
              () -> stub.getQueue(GetQueueRequest.newBuilder().setName(ApiFixture.QUEUE).build()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(e.getStatus().getDescription())
                    .isEqualTo("This server is shutting down.");
              });
      ApiFixture.assertError(
          api.get("/v2/" + ApiFixture.QUEUE), 503, "UNAVAILABLE", "This server is shutting down.");
    }
  }
}
