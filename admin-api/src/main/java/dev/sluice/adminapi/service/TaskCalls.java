package dev.sluice.adminapi.service;

import com.google.protobuf.Empty;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.adminapi.view.PageToken;
import dev.sluice.adminapi.view.TasksFromApi;
import dev.sluice.adminapi.view.TasksToApi;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.OAuthAccounts;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskIds;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.Command;
import dev.sluice.v1.DeleteTask;
import dev.sluice.v1.RunTask;
import dev.sluice.v1.admin.tasks.CreateTaskRequest;
import dev.sluice.v1.admin.tasks.ListTasksRequest;
import dev.sluice.v1.admin.tasks.RunTaskRequest;
import dev.sluice.v1.admin.tasks.Task;
import dev.sluice.v1.query.TaskView;
import dev.sluice.v1.query.Verdict;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** What the calls on tasks do. */
final class TaskCalls {

  private final Backend backend;
  private final Limits limits;
  private final OAuthAccounts accounts;
  private final InstantSource clock;
  private final RandomGenerator random;

  TaskCalls(
      Backend backend,
      Limits limits,
      OAuthAccounts accounts,
      InstantSource clock,
      RandomGenerator random) {
    this.backend = backend;
    this.limits = limits;
    this.accounts = accounts;
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
    return create(request, name, generatedName, deadline);
  }

  /**
   * Creates a task under a name.
   *
   * @param generatedName whether the name is nobody's choice, so that no second create has it
   */
  Task create(CreateTaskRequest request, TaskName name, boolean generatedName, Deadline deadline)
      throws InterruptedException {
    dev.sluice.v1.Task task = record(request, name, generatedName);
    backend.create(name.queue(), task, deadline);
    return TasksToApi.task(task, TasksToApi.view(request.getResponseView()));
  }

  /** Makes the record of a task; INVALID_ARGUMENT if it breaks a rule. */
  private dev.sluice.v1.Task record(
      CreateTaskRequest request, TaskName name, boolean generatedName) {
    dev.sluice.v1.Task task =
        TasksFromApi.task(request.getTask(), name, generatedName, clock.instant(), limits);
    accounts
        .violation(task)
        .ifPresent(message -> {
          throw Refusals.invalid(message);
        });
    return task;
  }

  Task get(String taskName, Task.View view, Deadline deadline) throws InterruptedException {
    return TasksToApi.task(backend.task(Names.task(taskName), deadline), TasksToApi.view(view));
  }

  Page<Task> list(ListTasksRequest request, Deadline deadline) throws InterruptedException {
    QueueName queue = Names.queue(request.getParent());
    int size = PageSizes.of(request.getPageSize(), PageSizes.TASKS);
    String list = "tasks " + queue;
    String after = PageToken.read(list, request.getPageToken(), clock.instant());
    Task.View view = TasksToApi.view(request.getResponseView());
    dev.sluice.v1.query.ListTasksResponse found = backend.tasks(queue, after, size, deadline);
    List<Task> tasks =
        found.getTasksList().stream().map(task -> TasksToApi.task(task, view)).toList();
    String next = found.getNextAfterId();
    return new Page<>(tasks, next.isEmpty() ? "" : PageToken.write(list, next, clock.instant()));
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

  /** Reads a name; INVALID_ARGUMENT unless it is one of a queue's tasks. */
  static TaskName ownName(String given, QueueName parent) {
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
