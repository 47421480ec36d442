package dev.sluice.adminapi.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.adminapi.backend.MemoryBackend;
import dev.sluice.adminapi.backend.MemoryPolicies;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.adminapi.service.Services;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.OAuthAccounts;
import dev.sluice.v1.admin.tasks.CloudTasksGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A call that nobody has decided about must not be served. */
final class PermissionsTest {

  private final Authorizer authorizer = new Authorizer(Optional.empty(), QueuePolicies.NONE);

  @Test
  void everyCallThatIsServed_hasAnEntry_whosePermissionARoleGrants() {
    List<ServerServiceDefinition> served =
        served().stream().map(BindableService::bindService).toList();
    Set<String> granted = Roles.allPermissions();

    // Also looks up the fields that the entries name.
    new Gate(authorizer, served);
    for (ServerServiceDefinition service : served) {
      for (MethodDescriptor<?, ?> method : service.getServiceDescriptor().getMethods()) {
        Permissions.Need need = Permissions.of(method.getFullMethodName()).orElseThrow();
        assertThat(need.resources().isEmpty() || granted.contains(need.permission()))
            .as(method.getFullMethodName() + " " + need)
            .isTrue();
      }
    }
  }

  @Test
  void aCallWithoutAnEntry_isRefusedBeforeTheServerStarts() {
    ServerServiceDefinition unknown =
        ServerServiceDefinition.builder("some.Service")
            .addMethod(
                CloudTasksGrpc.getGetQueueMethod().toBuilder()
                    .setFullMethodName("some.Service/GetQueue")
                    .build(),
                (call, headers) -> new ServerCall.Listener<>() {})
            .build();

    assertThatThrownBy(() -> new Gate(authorizer, List.of(unknown)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("some.Service/GetQueue")
        .hasMessageContaining("(expected: an entry in Permissions)");
  }

  private static List<BindableService> served() {
    return Services.of(
        new Calls(Duration.ofSeconds(5), 100, System::nanoTime),
        new MemoryBackend(),
        new MemoryPolicies(),
        Limits.WIDE,
        OAuthAccounts.NONE,
        InstantSource.system(),
        new Random(1));
  }
}
