package dev.sluice.adminapi.service;

import com.google.cloud.tasks.v2.CreateTaskRequest;
import com.google.cloud.tasks.v2.ListTasksRequest;
import com.google.cloud.tasks.v2.ListTasksResponse;
import com.google.cloud.tasks.v2.RunTaskRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.Empty;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.adminapi.view.PageToken;
import dev.sluice.adminapi.view.TasksFromApi;
import dev.sluice.adminapi.view.TasksToApi;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskIds;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.Command;
import dev.sluice.v1.DeleteTask;
import dev.sluice.v1.RunTask;
import dev.sluice.v1.query.TaskView;
import dev.sluice.v1.query.Verdict;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What the calls on tasks do. */
final class TaskCalls {

  private final Backend backend;
  private final Limits limits;
  private final InstantSource clock;
  private final RandomGenerator random;

  TaskCalls(Backend backend, Limits limits, InstantSource clock, RandomGenerator random) {
    this.backend = backend;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  Task create(CreateTaskRequest request, Deadline deadline) throws InterruptedException {
    QueueName queue = Names.queue(request.getParent());
    boolean generatedName = request.getTask().getName().isEmpty();
    TaskName name =
        generatedName
            ? new TaskName(queue, TaskIds.random(random))
            : ownName(request.getTask().getName(), queue);
    dev.sluice.v1.Task task =
        TasksFromApi.task(request.getTask(), name, generatedName, clock.instant(), limits);
    backend.create(queue, task, deadline);
    return TasksToApi.task(task, TasksToApi.view(request.getResponseView()));
  }

  Task get(String taskName, Task.View view, Deadline deadline) throws InterruptedException {
    return TasksToApi.task(backend.task(Names.task(taskName), deadline), TasksToApi.view(view));
  }

  ListTasksResponse list(ListTasksRequest request, Deadline deadline) throws InterruptedException {
    QueueName queue = Names.queue(request.getParent());
    int size = PageSizes.of(request.getPageSize(), PageSizes.TASKS);
    String list = "tasks " + queue;
    String after = PageToken.read(list, request.getPageToken());
    Task.View view = TasksToApi.view(request.getResponseView());
    dev.sluice.v1.query.ListTasksResponse found = backend.tasks(queue, after, size, deadline);
    ListTasksResponse.Builder page = ListTasksResponse.newBuilder();
    for (TaskView task : found.getTasksList()) {
      page.addTasks(TasksToApi.task(task, view));
    }
    if (!found.getNextAfterId().isEmpty()) {
      page.setNextPageToken(PageToken.write(list, found.getNextAfterId()));
    }
    return page.build();
  }

  Empty delete(String taskName, Deadline deadline) throws InterruptedException {
    TaskName name = Names.task(taskName);
    backend.decide(name.queue(), new Command(name.toString(), new DeleteTask()), deadline);
    return Empty.getDefaultInstance();
  }

  Task run(RunTaskRequest request, Deadline deadline) throws InterruptedException {
    TaskName name = Names.task(request.getName());
    Verdict verdict =
        backend.decide(name.queue(), new Command(name.toString(), new RunTask()), deadline);
    // Without a task in the verdict it may have ended already; then NOT_FOUND is the truth.
    TaskView task = verdict.hasTask() ? verdict.getTask() : backend.task(name, deadline);
    return TasksToApi.task(task, TasksToApi.view(request.getResponseView()));
  }

  private static TaskName ownName(String given, QueueName parent) {
    TaskName name = Names.task(given);
    if (!name.queue().equals(parent)) {
      throw Refusals.invalid(
          "The queue name from request ('"
              + parent
              + "') must be the same as the queue name in the named task ('"
              + name.queue()
              + "').");
    }
    return name;
  }
}
