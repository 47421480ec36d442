package dev.sluice.adminapi.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each call needs: a permission, and on what. The permissions are Google's (spec sections 1.2
 * and 5.1), and of the same shape for calls of our own. A call that is not here is not served.
 */
final class Permissions {

  /** Needed as well to see bodies: {@code responseView=FULL}. */
  static final String FULL_VIEW = "cloudtasks.tasks.fullView";

  private static final String TASKS = "cloudtasks.tasks.";
  private static final String QUEUES = "cloudtasks.queues.";

  /**
   * What a call needs.
   *
   * @param permission empty: none
   * @param resources fields of the request that name what it is needed on
   */
  record Need(String permission, List<String> resources) {

    static Need none() {
      return new Need("", List.of());
    }

    static Need of(String permission, String... resources) {
      return new Need(permission, List.of(resources));
    }
  }

  private static final Map<String, Need> NEEDS = needs();

  private Permissions() {}

  /** What a method needs, by its full gRPC name; empty if nobody has decided. */
  static Optional<Need> of(String method) {
    return Optional.ofNullable(NEEDS.get(method));
  }

  private static Map<String, Need> needs() {
    Map<String, Need> needs = new HashMap<>();
    cloudTasks(needs, "google.cloud.tasks.v2.CloudTasks/");
    cloudTasks(needs, "google.cloud.tasks.v2beta3.CloudTasks/");
    needs.put(
        "google.cloud.location.Locations/ListLocations",
        Need.of("cloudtasks.locations.list", "name"));
    needs.put(
        "google.cloud.location.Locations/GetLocation", Need.of("cloudtasks.locations.get", "name"));
    // Google's documentation does not say; an operation tells of tasks and changes nothing.
    for (String method : List.of("Get", "List", "Wait", "Cancel", "Delete")) {
      String name = method.equals("List") ? "ListOperations" : method + "Operation";
      needs.put("google.longrunning.Operations/" + name, Need.of(TASKS + "get", "name"));
    }
    needs.put("sluice.v1.DeadLetters/List", Need.of("sluice.deadLetters.list", "parent"));
    needs.put("sluice.v1.DeadLetters/Get", Need.of("sluice.deadLetters.get", "name"));
    needs.put("sluice.v1.DeadLetters/Redrive", Need.of("sluice.deadLetters.redrive", "name"));
    needs.put("sluice.v1.DeadLetters/Delete", Need.of("sluice.deadLetters.delete", "name"));
    // Whoever creates a task by a call is told the same.
    needs.put("sluice.v1.Verdicts/Get", Need.of(TASKS + "create", "task"));
    for (String method : List.of("Check", "Watch", "List")) {
      needs.put("grpc.health.v1.Health/" + method, Need.none());
    }
    return Map.copyOf(needs);
  }

  private static void cloudTasks(Map<String, Need> needs, String service) {
    needs.put(service + "ListQueues", Need.of(QUEUES + "list", "parent"));
    needs.put(service + "GetQueue", Need.of(QUEUES + "get", "name"));
    needs.put(service + "CreateQueue", Need.of(QUEUES + "create", "parent"));
    needs.put(service + "UpdateQueue", Need.of(QUEUES + "update", "queue.name"));
    needs.put(service + "DeleteQueue", Need.of(QUEUES + "delete", "name"));
    needs.put(service + "PurgeQueue", Need.of(QUEUES + "purge", "name"));
    needs.put(service + "PauseQueue", Need.of(QUEUES + "pause", "name"));
    needs.put(service + "ResumeQueue", Need.of(QUEUES + "resume", "name"));
    needs.put(service + "GetIamPolicy", Need.of(QUEUES + "getIamPolicy", "resource"));
    needs.put(service + "SetIamPolicy", Need.of(QUEUES + "setIamPolicy", "resource"));
    // It answers what the caller may do, and to nobody else.
    needs.put(service + "TestIamPermissions", Need.none());
    needs.put(service + "ListTasks", Need.of(TASKS + "list", "parent"));
    needs.put(service + "GetTask", Need.of(TASKS + "get", "name"));
    needs.put(service + "CreateTask", Need.of(TASKS + "create", "parent"));
    needs.put(service + "DeleteTask", Need.of(TASKS + "delete", "name"));
    needs.put(service + "RunTask", Need.of(TASKS + "run", "name"));
    needs.put(service + "BufferTask", Need.of(TASKS + "create", "queue"));
    needs.put(service + "BatchCreateTasks", Need.of(TASKS + "create", "parent", "requests.parent"));
    needs.put(service + "BatchDeleteTasks", Need.of(TASKS + "batchDelete", "parent", "names"));
    needs.put(service + "GetCmekConfig", Need.of("cloudtasks.cmekConfig.get", "name"));
    needs.put(
        service + "UpdateCmekConfig", Need.of("cloudtasks.cmekConfig.update", "cmek_config.name"));
  }
}
