package dev.sluice.standalone.client;

import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.output.Format;
import dev.sluice.standalone.output.Printer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every client command takes: where the API is, what short names mean, how to print. */
final class ClientOptions {

  static final String DEFAULT_ENDPOINT = "http://127.0.0.1:8123";

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      defaultValue = "${env:SLUICE_ENDPOINT:-" + DEFAULT_ENDPOINT + "}",
      description = "where Sluice runs (default: $SLUICE_ENDPOINT or " + DEFAULT_ENDPOINT + ")")
  String endpoint = DEFAULT_ENDPOINT;

  @Option(
      names = "--project",
      paramLabel = "ID",
      defaultValue = "sluice",
      description = "project of short queue names (default: ${DEFAULT-VALUE})")
  String project = "sluice";

  @Option(
      names = "--location",
      paramLabel = "ID",
      defaultValue = "local",
      description = "location of short queue names (default: ${DEFAULT-VALUE})")
  String location = "local";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, json or yaml (default: table for lists, yaml for one)")
  @Nullable Format format;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:SLUICE_TOKEN}",
      description = "bearer token; others on this machine may see it (default: $SLUICE_TOKEN)")
  @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:SLUICE_TOKEN_FILE}",
      description = "file with a bearer token and nothing else (default: $SLUICE_TOKEN_FILE)")
  @Nullable String tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:SLUICE_CA}",
      description =
          "whose certificates the server may have, PEM (default: $SLUICE_CA, or the JDK's)")
  @Nullable String ca;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      defaultValue = "${env:SLUICE_CERT}",
      description = "certificate to call with, PEM (default: $SLUICE_CERT)")
  @Nullable String cert;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "${env:SLUICE_KEY}",
      description = "key of that certificate, PEM, PKCS#8 (default: $SLUICE_KEY)")
  @Nullable String key;

  Rest rest() {
    return new Rest(
        endpoint,
        Credentials.of(
            given(token), new Credentials.Named(file(tokenFile), file(ca), file(cert), file(key))));
  }

  private static Optional<Path> file(@Nullable String name) {
    return given(name).map(Path::of);
  }

  /** An empty variable is one that is not set. */
  private static Optional<String> given(@Nullable String text) {
    return Optional.ofNullable(text).filter(given -> !given.isEmpty());
  }

  String parent() {
    requireScope();
    return "projects/" + project + "/locations/" + location;
  }

  Printer listPrinter(PrintWriter out) {
    return new Printer(out, format == null ? Format.TABLE : format);
  }

  Printer printer(PrintWriter out) {
    return new Printer(out, format == null ? Format.YAML : format);
  }

  private void requireScope() {
    if (!isScope(project, "local")) {
      throw new UserErrorException(
          "--project: "
              + project
              + " (expected: 1 to 100 letters, digits, colons, periods and hyphens)");
    }
    if (!isScope("sluice", location)) {
      throw new UserErrorException(
          "--location: " + location + " (expected: 1 to 100 letters, digits and hyphens)");
    }
  }

  private static boolean isScope(String project, String location) {
    try {
      var _ = new QueueName(project, location, "any");
      return true;
    } catch (InvalidNameException e) {
      return false;
    }
  }

  /** A queue by its full name or its id. */
  QueueName queue(String name) {
    if (!name.contains("/")) {
      requireScope();
    }
    try {
      return name.contains("/") ? QueueName.parse(name) : new QueueName(project, location, name);
    } catch (InvalidNameException e) {
      throw new UserErrorException(
          "queue: "
              + name
              + " (expected: an id of 1 to 100 letters, digits and hyphens, or"
              + " projects/P/locations/L/queues/ID)");
    }
  }

  /** A task by its full name, or by its queue and its id. */
  TaskName task(String queueOrTask, @Nullable String id) {
    try {
      return id == null ? TaskName.parse(queueOrTask) : new TaskName(queue(queueOrTask), id);
    } catch (InvalidNameException e) {
      throw new UserErrorException(
          "task: "
              + (id == null ? queueOrTask : id)
              + " (expected: QUEUE and an id of 1 to 500 letters, digits, hyphens and"
              + " underscores, or projects/P/locations/L/queues/Q/tasks/ID)");
    }
  }

  /** The path of a dead letter by its full name, or by its queue and its id. */
  String deadLetter(String queueOrLetter, @Nullable String id) {
    int at = queueOrLetter.lastIndexOf("/deadLetters/");
    String queue = at < 0 ? queueOrLetter : queueOrLetter.substring(0, at);
    String letter = at < 0 ? id : queueOrLetter.substring(at + "/deadLetters/".length());
    if (letter == null || !letter.matches("[A-Za-z0-9_-]{1,500}")) {
      throw new UserErrorException(
          "dead letter: "
              + (letter == null ? queueOrLetter : letter)
              + " (expected: QUEUE and an id such as 3-17, as \"sluice dead-letters list QUEUE\""
              + " shows them)");
    }
    return letterQueue(queue) + "/deadLetters/" + letter;
  }

  /** The queue of dead letters; "-" stands for records that name no queue. */
  String letterQueue(String queue) {
    return queue.equals("-") ? "projects/-/locations/-/queues/-" : queue(queue).toString();
  }
}
