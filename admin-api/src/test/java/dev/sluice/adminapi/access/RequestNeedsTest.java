package dev.sluice.adminapi.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.sluice.adminapi.access.RequestNeeds.Demand;
import dev.sluice.v1.admin.tasks.CreateTaskRequest;
import dev.sluice.v1.admin.tasks.GetTaskRequest;
import dev.sluice.v1.admin.tasks.Queue;
import dev.sluice.v1.admin.tasks.Task;
import dev.sluice.v1.admin.tasks.UpdateQueueRequest;
import org.junit.jupiter.api.Test;

final class RequestNeedsTest {

  private static final String QUEUE = "projects/p/locations/l/queues/q";

  @Test
  void of_aRequest_isItsPermissionOnTheQueueThatItNames() {
    assertThat(needs(GetTaskRequest.newBuilder().setName(QUEUE + "/tasks/t").build(), "name"))
        .containsExactly(new Demand("x.y.z", QUEUE));
    assertThat(
            needs(
                UpdateQueueRequest.newBuilder().setQueue(Queue.newBuilder().setName(QUEUE)).build(),
                "queue.name"))
        .containsExactly(new Demand("x.y.z", QUEUE));
  }

  @Test
  void of_aRequestForBodies_isTheFullViewAsWell() {
    CreateTaskRequest request =
        CreateTaskRequest.newBuilder().setParent(QUEUE).setResponseView(Task.View.FULL).build();

    assertThat(needs(request, "parent"))
        .containsExactly(
            new Demand("x.y.z", QUEUE), new Demand("cloudtasks.tasks.fullView", QUEUE));
    assertThat(needs(request.toBuilder().setResponseView(Task.View.BASIC).build(), "parent"))
        .hasSize(1);
  }

  @Test
  void of_aRequestThatNamesSeveral_isThePermissionOnEach() {
    CreateTaskRequest request =
        CreateTaskRequest.newBuilder()
            .setParent(QUEUE)
            .setTask(Task.newBuilder().setName("projects/p/locations/l/queues/r/tasks/t"))
            .build();

    assertThat(needs(request, "parent", "task.name"))
        .containsExactly(
            new Demand("x.y.z", QUEUE), new Demand("x.y.z", "projects/p/locations/l/queues/r"));
  }

  @Test
  void of_aRequestThatNamesNothing_isThePermissionOnNothing() {
    assertThat(needs(GetTaskRequest.getDefaultInstance(), "name"))
        .containsExactly(new Demand("x.y.z", ""));
  }

  @Test
  void new_withAFieldThatIsNotThere_isRefused() {
    assertThatThrownBy(() -> needs(Struct.getDefaultInstance(), "name"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("google.protobuf.Struct has no name");
  }

  private static Iterable<Demand> needs(Message request, String... resources) {
    return new RequestNeeds(Permissions.Need.of("x.y.z", resources), request.getDescriptorForType())
        .of(request);
  }
}
