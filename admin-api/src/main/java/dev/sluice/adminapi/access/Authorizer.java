package dev.sluice.adminapi.access;

import com.google.iam.v1.Binding;
import com.google.iam.v1.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what. A role that is granted on a resource holds for everything below it; policies
 * only ever add.
 */
final class Authorizer {

  private static final String EVERYTHING = "*";
  private static final int QUEUE_PARTS = 6;

  private final Optional<WatchedFiles<Map<String, Map<String, Set<String>>>>> file;
  private final QueuePolicies queues;

  Authorizer(Optional<Path> policyFile, QueuePolicies queues) {
    this.file =
        policyFile.map(path ->
            WatchedFiles.open(
                "policy file " + path,
                List.of(path),
                contents -> PolicyFile.read(contents.getFirst())));
    this.queues = queues;
  }

  void look() {
    file.ifPresent(WatchedFiles::look);
  }

  /** Whether a caller has a permission on a resource, which may be any text. */
  boolean allows(Principal caller, String permission, String resource) {
    if (file.isEmpty() || caller.unrestricted()) {
      return true;
    }
    Map<String, Map<String, Set<String>>> policies = file.get().get();
    if (grants(policies.get(EVERYTHING), caller, permission)) {
      return true;
    }
    int parts = 0;
    for (int end = resource.indexOf('/'); end >= 0; end = next(resource, end)) {
      parts++;
      if (parts % 2 == 0 && grantsOn(resource.substring(0, end), parts, caller, permission)) {
        return true;
      }
    }
    return parts % 2 == 1 && grantsOn(resource, parts + 1, caller, permission);
  }

  private static int next(String resource, int end) {
    return resource.indexOf('/', end + 1);
  }

  private boolean grantsOn(String resource, int parts, Principal caller, String permission) {
    Map<String, Map<String, Set<String>>> policies = file.orElseThrow().get();
    return grants(policies.get(resource), caller, permission)
        || (parts == QUEUE_PARTS
            && queues
                .of(resource)
                .filter(policy -> grants(policy, caller, permission))
                .isPresent());
  }

  private static boolean grants(
      @org.jspecify.annotations.Nullable Map<String, Set<String>> grants,
      Principal caller,
      String permission) {
    if (grants == null) {
      return false;
    }
    for (String member : caller.members()) {
      if (grants.getOrDefault(member, Set.of()).contains(permission)) {
        return true;
      }
    }
    return false;
  }

  private static boolean grants(Policy policy, Principal caller, String permission) {
    for (Binding binding : policy.getBindingsList()) {
      // A condition cannot be judged here, so what depends on one is not granted.
      if (!binding.hasCondition()
          && Roles.permissions(binding.getRole()).contains(permission)
          && binding.getMembersList().stream()
              .anyMatch(member -> caller.members().contains(Principal.normal(member)))) {
        return true;
      }
    }
    return false;
  }
}
