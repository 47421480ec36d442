package dev.sluice.standalone.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.standalone.output.Column;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice dead-letters}. */
@Command(name = "dead-letters", description = "list, redrive and delete tasks that were given up")
public final class DeadLettersCommand {

  private static final List<Column> COLUMNS =
      List.of(
          Column.id("DEAD LETTER", "/name"),
          Column.id("TASK", "/taskName"),
          Column.at("CAUSE", "/cause"),
          Column.time("SINCE", "/deadTime"),
          Column.at("ATTEMPTS", "/dispatchCount", "0"),
          Column.at("MESSAGE", "/message"));

  private static final List<Column> TASK_COLUMNS =
      List.of(Column.id("TASK", "/name"), Column.time("DUE", "/scheduleTime"));

  @Spec private @Nullable CommandSpec spec;

  @Command(description = "list the dead letters of a queue")
  void list(
      @Mixin ClientOptions options,
      @Parameters(
              paramLabel = "QUEUE",
              description = "its id or full name; -: records that name no queue")
          String queue,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "1000",
              description = "most to list (default: ${DEFAULT-VALUE})")
          int limit) {
    String path = options.letterQueue(queue) + "/deadLetters";
    options.listPrinter(out()).list(options.rest().list(path, "deadLetters", limit), COLUMNS);
  }

  @Command(description = "show a dead letter with its task and attempts")
  void describe(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its queue, or the letter's full name")
          String queue,
      @Parameters(paramLabel = "ID", arity = "0..1", description = "its id") @Nullable String id) {
    String path = options.deadLetter(queue, id) + "?responseView=FULL";
    options.printer(out()).one(options.rest().get(path), COLUMNS);
  }

  @Command(description = "make its task live again, with all its attempts before it")
  void redrive(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its queue, or the letter's full name")
          String queue,
      @Parameters(paramLabel = "ID", arity = "0..1", description = "its id") @Nullable String id) {
    String path = options.deadLetter(queue, id) + ":redrive";
    options
        .printer(out())
        .one(options.rest().post(path, JsonNodeFactory.instance.objectNode()), TASK_COLUMNS);
  }

  @Command(description = "delete a dead letter")
  void delete(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its queue, or the letter's full name")
          String queue,
      @Parameters(paramLabel = "ID", arity = "0..1", description = "its id") @Nullable String id) {
    String path = options.deadLetter(queue, id);
    options.rest().delete(path);
    out().println("deleted " + path);
    out().flush();
  }

  private PrintWriter out() {
    return Commands.out(spec);
  }
}
