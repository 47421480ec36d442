package dev.sluice.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.schemas.QueueName;
import dev.sluice.standalone.output.Column;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice tasks}. */
@Command(name = "tasks", description = "list, create, run and delete tasks")
public final class TasksCommand {

  private static final List<Column> COLUMNS =
      List.of(
          Column.id("TASK", "/name"),
          Column.time("DUE", "/scheduleTime"),
          Column.at("ATTEMPTS", "/dispatchCount", "0"),
          Column.at("LAST ANSWER", "/lastAttempt/responseStatus/message"),
          Column.at("METHOD", "/httpRequest/httpMethod"),
          Column.at("URL", "/httpRequest/url"));

  @Spec private @Nullable CommandSpec spec;

  @Command(description = "list the tasks of a queue that are not done")
  void list(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its id or full name") String queue,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "1000",
              description = "most to list (default: ${DEFAULT-VALUE})")
          int limit) {
    String path = options.queue(queue) + "/tasks";
    options.listPrinter(out()).list(options.rest().list(path, "tasks", limit), COLUMNS);
  }

  @Command(description = "show a task")
  void describe(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its queue, or the task's full name")
          String queue,
      @Parameters(paramLabel = "TASK", arity = "0..1", description = "its id")
          @Nullable String task) {
    print(options, options.rest().get(options.task(queue, task) + "?responseView=FULL"));
  }

  @Command(description = "create a task")
  void create(
      @Mixin ClientOptions options,
      @Mixin TaskOptions fields,
      @Parameters(paramLabel = "QUEUE", description = "its id or full name") String queue) {
    QueueName name = options.queue(queue);
    print(
        options, options.rest().post(name + "/tasks", fields.toJson(options, name, Instant.now())));
  }

  @Command(description = "make an attempt now, whatever its time and its queue's limits")
  void run(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its queue, or the task's full name")
          String queue,
      @Parameters(paramLabel = "TASK", arity = "0..1", description = "its id")
          @Nullable String task) {
    String path = options.task(queue, task) + ":run";
    print(options, options.rest().post(path, JsonNodeFactory.instance.objectNode()));
  }

  @Command(description = "delete a task")
  void delete(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its queue, or the task's full name")
          String queue,
      @Parameters(paramLabel = "TASK", arity = "0..1", description = "its id")
          @Nullable String task) {
    options.rest().delete(options.task(queue, task).toString());
    out().println("deleted " + options.task(queue, task));
    out().flush();
  }

  private void print(ClientOptions options, JsonNode task) {
    options.printer(out()).one(task, COLUMNS);
  }

  private PrintWriter out() {
    return Commands.out(spec);
  }
}
