package dev.sluice.adminapi.access;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What roles allow: Google's for Cloud Tasks (spec section 5.1), the basic ones, and one of our own
 * for dead letters.
 */
public final class Roles {

  private static final Set<String> TASKS =
      named("cloudtasks.tasks.", "create delete batchDelete fullView get list run");
  private static final Set<String> QUEUES =
      named("cloudtasks.queues.", "create delete get list pause purge resume update");
  private static final Set<String> POLICIES =
      named("cloudtasks.queues.", "getIamPolicy setIamPolicy");
  private static final Set<String> LOCATIONS = named("cloudtasks.locations.", "get list");
  private static final Set<String> DEAD_LETTERS =
      named("sluice.deadLetters.", "get list redrive delete");
  private static final Set<String> EDITOR =
      all(List.of(TASKS, QUEUES, LOCATIONS, DEAD_LETTERS, Set.of("cloudtasks.cmekConfig.get")));
  private static final Set<String> ADMIN =
      all(List.of(EDITOR, POLICIES, Set.of("cloudtasks.cmekConfig.update")));
  private static final Set<String> VIEWER =
      all(
          List.of(
              LOCATIONS,
              named("cloudtasks.", "cmekConfig.get queues.get queues.list"),
              named("cloudtasks.tasks.", "get list fullView"),
              named("sluice.deadLetters.", "get list")));

  private static final Map<String, Set<String>> ROLES = roles();

  private Roles() {}

  /** Whether there is a role of that name. */
  public static boolean isKnown(String role) {
    return ROLES.containsKey(role);
  }

  /** The permissions of a role; none of one that is not known. */
  static Set<String> permissions(String role) {
    return ROLES.getOrDefault(role, Set.of());
  }

  /** Names of all roles, for messages. */
  static String names() {
    return ROLES.keySet().stream().sorted().collect(Collectors.joining(", "));
  }

  /** Every permission there is. */
  static Set<String> allPermissions() {
    return ADMIN;
  }

  private static Map<String, Set<String>> roles() {
    Map<String, Set<String>> roles = new HashMap<>();
    roles.put("roles/owner", ADMIN);
    roles.put("roles/editor", EDITOR);
    roles.put("roles/viewer", VIEWER);
    roles.put("roles/cloudtasks.admin", ADMIN);
    roles.put("roles/cloudtasks.editor", EDITOR);
    roles.put("roles/cloudtasks.viewer", VIEWER);
    roles.put("roles/cloudtasks.enqueuer", named("cloudtasks.tasks.", "create fullView"));
    roles.put("roles/cloudtasks.queueAdmin", all(List.of(QUEUES, POLICIES, LOCATIONS)));
    roles.put("roles/cloudtasks.taskRunner", named("cloudtasks.tasks.", "run fullView"));
    roles.put("roles/cloudtasks.taskDeleter", named("cloudtasks.tasks.", "delete"));
    // Google's own agents; nothing here needs it, and policies that name it are taken.
    roles.put("roles/cloudtasks.serviceAgent", Set.of());
    roles.put(
        "roles/sluice.deadLetterAdmin",
        all(List.of(DEAD_LETTERS, Set.of("cloudtasks.tasks.fullView"))));
    return Map.copyOf(roles);
  }

  private static Set<String> named(String prefix, String names) {
    return Arrays.stream(names.split(" ", -1))
        .map(name -> prefix + name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> all(List<Set<String>> sets) {
    return sets.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }
}
