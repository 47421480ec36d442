package dev.sluice.adminapi.service;

import com.google.iam.v1.Binding;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.rpc.Code;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.backend.Policies;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.QueueName;
import dev.sluice.v1.Queue;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Policies of queues (spec section 5.1). */
final class IamCalls {

  private static final int MAX_POLICY_BYTES = 64 << 10;
  private static final Set<String> EVERYBODY = Set.of("allUsers", "allAuthenticatedUsers");
  private static final Pattern ROLE =
      Pattern.compile("roles/[A-Za-z0-9_.]+|(projects|organizations)/[^/]+/roles/[A-Za-z0-9_.]+");
  private static final Pattern MEMBER = Pattern.compile("[A-Za-z:]+:[^\\s]+");
  private static final Set<String> MASK = Set.of("bindings", "etag", "version");

  private final Backend backend;
  private final Policies policies;

  IamCalls(Backend backend, Policies policies) {
    this.backend = backend;
    this.policies = policies;
  }

  Policy get(GetIamPolicyRequest request, Deadline deadline) throws InterruptedException {
    Queue queue = backend.queue(Names.queue(request.getResource()), deadline).queue();
    return policies
        .of(queue)
        .orElseGet(() -> Policy.newBuilder().setEtag(Policies.NO_POLICY_ETAG).build());
  }

  Policy set(SetIamPolicyRequest request, Deadline deadline) throws InterruptedException {
    QueueName name = Names.queue(request.getResource());
    for (String path : request.getUpdateMask().getPathsList()) {
      if (!MASK.contains(path)) {
        throw Refusals.invalid(
            "updateMask: \"" + path + "\" (expected: bindings, etag or version)");
      }
    }
    if (request.getUpdateMask().getPathsCount() > 0
        && !request.getUpdateMask().getPathsList().contains("bindings")) {
      // Taken for the whole policy, what is in it would remove all bindings.
      throw Refusals.invalid("updateMask: without bindings (expected: none, or bindings in it)");
    }
    check(request.getPolicy());
    return policies.set(backend.queue(name, deadline).queue(), request.getPolicy(), deadline);
  }

  /** Without a queue there are no permissions, and no error either (spec section 1.3). */
  TestIamPermissionsResponse test(TestIamPermissionsRequest request, Deadline deadline)
      throws InterruptedException {
    QueueName name = Names.queue(request.getResource());
    List<String> asked = request.getPermissionsList();
    for (String permission : asked) {
      if (permission.contains("*") || !permission.matches("[A-Za-z0-9.]+")) {
        throw Refusals.invalid(
            "permissions: \""
                + permission
                + "\" (expected: permissions without wildcards, such as cloudtasks.tasks.create)");
      }
    }
    return exists(name, deadline)
        ? TestIamPermissionsResponse.newBuilder().addAllPermissions(asked).build()
        : TestIamPermissionsResponse.getDefaultInstance();
  }

  private boolean exists(QueueName name, Deadline deadline) throws InterruptedException {
    try {
      backend.queue(name, deadline);
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode().value() == Code.NOT_FOUND_VALUE) {
        return false;
      }
      throw e;
    }
  }

  private static void check(Policy policy) {
    int version = policy.getVersion();
    if (version != 0 && version != 1 && version != 3) {
      throw Refusals.invalid("Policy.version: " + version + " (expected: 0, 1 or 3)");
    }
    if (policy.getAuditConfigsCount() > 0) {
      throw Refusals.invalid("Policy.auditConfigs is not supported by this server.");
    }
    if (policy.getSerializedSize() > MAX_POLICY_BYTES) {
      throw Refusals.invalid("Policy must be at most " + MAX_POLICY_BYTES + " bytes.");
    }
    policy.getBindingsList().forEach(IamCalls::check);
  }

  private static void check(Binding binding) {
    if (!ROLE.matcher(binding.getRole()).matches()) {
      throw Refusals.invalid("Role " + binding.getRole() + " is not supported for this resource.");
    }
    if (binding.hasCondition()) {
      // A condition that is not evaluated would grant more than was meant.
      throw Refusals.invalid("Binding.condition is not supported by this server.");
    }
    for (String member : binding.getMembersList()) {
      if (!EVERYBODY.contains(member) && !MEMBER.matcher(member).matches()) {
        throw Refusals.invalid(
            "Invalid member \""
                + member
                + "\" (expected: allUsers, allAuthenticatedUsers, or a type and an id, such as"
                + " user:NAME or serviceAccount:NAME)");
      }
    }
  }
}
