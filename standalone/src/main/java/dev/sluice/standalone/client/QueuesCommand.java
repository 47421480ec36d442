package dev.sluice.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.schemas.QueueName;
import dev.sluice.standalone.error.UserErrorException;
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

/** {@code sluice queues}. */
@Command(name = "queues", description = "list, create and change queues")
public final class QueuesCommand {

  private static final List<Column> COLUMNS =
      List.of(
          Column.id("QUEUE", "/name"),
          Column.at("STATE", "/state"),
          Column.at("PER SECOND", "/rateLimits/maxDispatchesPerSecond"),
          Column.at("AT ONCE", "/rateLimits/maxConcurrentDispatches"),
          Column.at("ATTEMPTS", "/retryConfig/maxAttempts"),
          Column.at("FIRST RETRY", "/retryConfig/minBackoff"),
          Column.at("LAST RETRY", "/retryConfig/maxBackoff"));

  @Spec private @Nullable CommandSpec spec;

  @Command(description = "list the queues of a project and location")
  void list(
      @Mixin ClientOptions options,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "1000",
              description = "most to list (default: ${DEFAULT-VALUE})")
          int limit) {
    options
        .listPrinter(out())
        .list(options.rest().list(options.parent() + "/queues", "queues", limit), COLUMNS);
  }

  @Command(description = "show a queue")
  void describe(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its id or full name") String queue) {
    print(options, options.rest().get(options.queue(queue).toString()));
  }

  @Command(description = "create a queue")
  void create(
      @Mixin ClientOptions options,
      @Mixin QueueOptions fields,
      @Parameters(paramLabel = "QUEUE", description = "its id or full name") String queue) {
    QueueName name = options.queue(queue);
    ObjectNode body = fields.toJson().put("name", name.toString());
    print(options, options.rest().post(name.parent() + "/queues", body));
  }

  @Command(description = "change the given fields of a queue")
  void update(
      @Mixin ClientOptions options,
      @Mixin QueueOptions fields,
      @Parameters(paramLabel = "QUEUE", description = "its id or full name") String queue) {
    QueueName name = options.queue(queue);
    List<String> mask = fields.mask();
    if (mask.isEmpty()) {
      throw new UserErrorException(
          "nothing to change (expected: at least one field, such as --max-attempts 5)");
    }
    // An update of an absent queue would create it, which is not what "update" says.
    JsonNode existing = options.rest().get(name.toString());
    String path = existing.path("name").asText() + "?updateMask=" + String.join(",", mask);
    print(options, options.rest().patch(path, fields.toJson().put("name", name.toString())));
  }

  @Command(description = "delete a queue and its tasks")
  void delete(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its id or full name") String queue) {
    options.rest().delete(options.queue(queue).toString());
    say("deleted " + options.queue(queue));
  }

  @Command(description = "dispatch nothing until it is resumed")
  void pause(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its id or full name") String queue) {
    verb(options, queue, "pause");
  }

  @Command(description = "dispatch again")
  void resume(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its id or full name") String queue) {
    verb(options, queue, "resume");
  }

  @Command(description = "delete all tasks created so far")
  void purge(
      @Mixin ClientOptions options,
      @Parameters(paramLabel = "QUEUE", description = "its id or full name") String queue) {
    verb(options, queue, "purge");
  }

  private void verb(ClientOptions options, String queue, String verb) {
    String path = options.queue(queue) + ":" + verb;
    print(options, options.rest().post(path, JsonNodeFactory.instance.objectNode()));
  }

  private void print(ClientOptions options, JsonNode queue) {
    options.printer(out()).one(queue, COLUMNS);
  }

  private void say(String line) {
    out().println(line);
    out().flush();
  }

  private PrintWriter out() {
    return Commands.out(spec);
  }
}
