package dev.sluice.adminapi.service;

import com.google.api.HttpBody;
import com.google.rpc.Code;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.QueueName;
import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.Queue;
import dev.sluice.v1.UriOverride;
import dev.sluice.v1.UriScheme;
import dev.sluice.v1.admin.tasks.BufferTaskRequest;
import dev.sluice.v1.admin.tasks.BufferTaskResponse;
import dev.sluice.v1.admin.tasks.CreateTaskRequest;
import dev.sluice.v1.admin.tasks.HttpMethod;
import dev.sluice.v1.admin.tasks.HttpRequest;
import dev.sluice.v1.admin.tasks.Task;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * BufferTask: a payload becomes a task whose request is the queue's httpTarget (spec section 4.3).
 */
final class BufferCalls {

  private static final Set<HttpMethod> WITH_BODY =
      EnumSet.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);
  private static final String DEFAULT_TYPE = "application/json";

  private final Backend backend;
  private final TaskCalls tasks;

  BufferCalls(Backend backend, TaskCalls tasks) {
    this.backend = backend;
    this.tasks = tasks;
  }

  BufferTaskResponse buffer(BufferTaskRequest request, Deadline deadline)
      throws InterruptedException {
    QueueName name = Names.queue(request.getQueue());
    Optional<Queue> seen = backend.lastSeen(name);
    HttpTarget target =
        (seen.isPresent() ? seen.get() : backend.queue(name, deadline).queue())
            .getConfig()
            .getHttpTarget();
    if (target == null
        || target.getUriOverride() == null
        || target.getUriOverride().getHost() == null) {
      throw Refusals.of(
          Code.FAILED_PRECONDITION,
          "Queue.httpTarget.uriOverride.host must be set before tasks can be buffered.");
    }
    Task.Builder task = Task.newBuilder().setHttpRequest(request(target, request.getBody()));
    if (!request.getTaskId().isEmpty()) {
      task.setName(name + "/tasks/" + request.getTaskId());
    }
    CreateTaskRequest create =
        CreateTaskRequest.newBuilder().setParent(name.toString()).setTask(task).build();
    return BufferTaskResponse.newBuilder().setTask(tasks.create(create, deadline)).build();
  }

  private static HttpRequest request(HttpTarget target, HttpBody payload) {
    HttpMethod method =
        target.getMethod() == null
            ? HttpMethod.POST
            : HttpMethod.valueOf(target.getMethod().name());
    HttpRequest.Builder made =
        HttpRequest.newBuilder().setUrl(url(target.getUriOverride())).setHttpMethod(method);
    if (WITH_BODY.contains(method)) {
      made.setBody(payload.getData())
          .putHeaders(
              "Content-Type",
              payload.getContentType().isEmpty() ? DEFAULT_TYPE : payload.getContentType());
    }
    return made.build();
  }

  private static String url(UriOverride uri) {
    StringBuilder url = new StringBuilder();
    url.append(uri.getScheme() == UriScheme.HTTP ? "http://" : "https://").append(uri.getHost());
    if (uri.getPort() != null && uri.getPort() > 0) {
      url.append(':').append(uri.getPort());
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    url.append(path.startsWith("/") ? "" : "/").append(path);
    if (uri.getQuery() != null && !uri.getQuery().isEmpty()) {
      url.append('?').append(uri.getQuery());
    }
    return url.toString();
  }
}
