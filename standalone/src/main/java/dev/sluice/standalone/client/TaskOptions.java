package dev.sluice.standalone.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;
import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The fields of a task that is created. */
final class TaskOptions {

  @Option(names = "--url", paramLabel = "URL", required = true, description = "where to send it")
  String url = "";

  @Option(names = "--name", paramLabel = "ID", description = "its id (default: a generated one)")
  @Nullable String name;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "POST",
      description = "HTTP method (default: ${DEFAULT-VALUE})")
  String method = "POST";

  @Option(
      names = "--header",
      paramLabel = "NAME:VALUE",
      description = "a header; may be given several times")
  List<String> headers = List.of();

  @Option(names = "--body", paramLabel = "TEXT", description = "the body")
  @Nullable String body;

  @Option(names = "--body-file", paramLabel = "FILE", description = "a file with the body")
  @Nullable Path bodyFile;

  @Option(names = "--at", paramLabel = "TIME", description = "when, such as 2030-01-31T08:00:00Z")
  @Nullable String at;

  @Option(names = "--in", paramLabel = "DURATION", description = "how long from now, such as 10m")
  @Nullable String in;

  @Option(
      names = "--deadline",
      paramLabel = "DURATION",
      description = "how long an attempt may take, 15s to 30m (default: 10m)")
  @Nullable String deadline;

  /** The message of a CreateTask call. */
  ObjectNode toJson(ClientOptions options, QueueName queue, Instant now) {
    ObjectNode call = JsonNodeFactory.instance.objectNode();
    ObjectNode task = call.putObject("task");
    if (name != null) {
      TaskName full = options.task(queue.toString(), name);
      task.put("name", full.toString());
    }
    putTime(task, now);
    if (deadline != null) {
      task.put("dispatchDeadline", WireTime.duration("--deadline", deadline));
    }
    putRequest(task.putObject("httpRequest"));
    return call;
  }

  private void putTime(ObjectNode task, Instant now) {
    if (at != null && in != null) {
      throw new UserErrorException("--at and --in: both given (expected: one of them)");
    }
    if (at != null) {
      task.put("scheduleTime", WireTime.at("--at", at));
    }
    if (in != null) {
      task.put("scheduleTime", WireTime.in("--in", in, now));
    }
  }

  private void putRequest(ObjectNode request) {
    request.put("url", url).put("httpMethod", method.toUpperCase(Locale.ROOT));
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw new UserErrorException("--header: " + header + " (expected: NAME:VALUE)");
      }
      fields.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    if (!fields.isEmpty()) {
      request.set("headers", fields);
    }
    byte[] bytes = bodyBytes();
    if (bytes.length > 0) {
      request.put("body", Base64.getEncoder().encodeToString(bytes));
    }
  }

  private byte[] bodyBytes() {
    if (body != null && bodyFile != null) {
      throw new UserErrorException("--body and --body-file: both given (expected: one of them)");
    }
    if (bodyFile == null) {
      return body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Files.readAllBytes(bodyFile);
    } catch (IOException e) {
      throw new UserErrorException("--body-file: " + bodyFile + " cannot be read");
    }
  }
}
