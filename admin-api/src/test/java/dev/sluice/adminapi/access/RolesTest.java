package dev.sluice.adminapi.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RolesTest {

  @ParameterizedTest
  @CsvSource({
    "roles/cloudtasks.enqueuer, cloudtasks.tasks.create cloudtasks.tasks.fullView",
    "roles/cloudtasks.taskRunner, cloudtasks.tasks.run cloudtasks.tasks.fullView",
    "roles/cloudtasks.taskDeleter, cloudtasks.tasks.delete",
  })
  void permissions_ofARole_areThoseOfGoogles(String role, String permissions) {
    assertThat(Roles.permissions(role)).containsExactlyInAnyOrder(permissions.split(" ", -1));
  }

  @Test
  void permissions_ofTheEditor_areAllButPoliciesAndKeys() {
    assertThat(Roles.permissions("roles/cloudtasks.admin"))
        .containsAll(Roles.permissions("roles/cloudtasks.editor"));
    assertThat(Roles.permissions("roles/cloudtasks.editor"))
        .contains("cloudtasks.queues.purge", "cloudtasks.tasks.batchDelete")
        .doesNotContain(
            "cloudtasks.queues.getIamPolicy",
            "cloudtasks.queues.setIamPolicy",
            "cloudtasks.cmekConfig.update");
  }

  @Test
  void permissions_ofTheQueueAdmin_endAtTasks() {
    assertThat(Roles.permissions("roles/cloudtasks.queueAdmin"))
        .contains("cloudtasks.queues.setIamPolicy", "cloudtasks.locations.list")
        .noneMatch(permission -> permission.startsWith("cloudtasks.tasks."));
  }

  @Test
  void permissions_ofAnUnknownRole_areNone() {
    assertThat(Roles.isKnown("roles/cloudtasks.boss")).isFalse();
    assertThat(Roles.permissions("roles/cloudtasks.boss")).isEmpty();
  }
}
