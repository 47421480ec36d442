package dev.sluice.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ClientCommandsTest {

  private static final String QUEUE = "projects/sluice/locations/local/queues/mail";

  private final StringWriter out = new StringWriter();
  private RecordedApi api;

  @BeforeEach
  void start() throws Exception {
    api = new RecordedApi();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void queuesList_severalPages_isOneTable() {
    api.answer(
            200,
            """
            {"queues": [{"name": "%s", "state": "RUNNING",
              "rateLimits": {"maxDispatchesPerSecond": 500, "maxConcurrentDispatches": 7},
              "retryConfig": {"maxAttempts": 4, "minBackoff": "0.1s", "maxBackoff": "1s"}}],
             "nextPageToken": "a b"}\
            """
                .formatted(QUEUE))
        .answer(200, "{\"queues\": [{\"name\": \"" + QUEUE + "2\", \"state\": \"PAUSED\"}]}");

    assertThat(run(new QueuesCommand(), "list")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "QUEUE  STATE    PER SECOND  AT ONCE  ATTEMPTS  FIRST RETRY  LAST RETRY",
            "mail   RUNNING  500         7        4         0.1s         1s",
            "mail2  PAUSED");
    assertThat(api.requests())
        .containsExactly(
            "GET /v2/projects/sluice/locations/local/queues",
            "GET /v2/projects/sluice/locations/local/queues?pageToken=a+b");
  }

  @Test
  void queuesList_withATokenOrAFileOfOne_sendsIt_andNothingWithout(@TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "from-the-file\n");
    api.answer(200, "{}").answer(200, "{}").answer(200, "{}");

    assertThat(run(new QueuesCommand(), "list")).isZero();
    assertThat(run(new QueuesCommand(), "list", "--token", "given")).isZero();
    assertThat(run(new QueuesCommand(), "list", "--token-file", file.toString())).isZero();

    assertThat(api.credentials()).containsExactly("", "Bearer given", "Bearer from-the-file");
  }

  @Test
  void credentials_thatAreWrong_areToldInALine(@TempDir Path folder) throws Exception {
    Path two = Files.writeString(folder.resolve("token"), "one two");
    Path none = folder.resolve("none");

    assertThat(refusal("--token=t", "--token-file=" + two))
        .isEqualTo("--token and --token-file: both given (expected: one of them)");
    assertThat(refusal("--token-file=" + two))
        .isEqualTo("--token-file: " + two + " (expected: a token and nothing else)");
    assertThat(refusal("--token-file=" + Files.writeString(folder.resolve("odd"), "se\u0001cret")))
        .isEqualTo(
            "--token-file: " + folder.resolve("odd") + " (expected: a token and nothing else)");
    assertThat(refusal("--ca=" + two))
        .isEqualTo("--ca: " + two + " (expected: certificates in PEM)");
    assertThat(refusal("--cert=" + two))
        .isEqualTo("--cert without --key (expected: both, or neither)");
    assertThat(refusal("--key=" + two))
        .isEqualTo("--key without --cert (expected: both, or neither)");
    assertThat(refusal("--cert=" + none, "--key=" + two))
        .isEqualTo("--cert: " + none + " cannot be read (expected: a PEM file)");
    assertThat(refusal("--cert=" + two, "--key=" + two))
        .isEqualTo("--cert: " + two + " (expected: certificates in PEM)");
  }

  @Test
  void token_withALineEnd_isSentWithout_andAWrongOneIsNeverRepeated() {
    for (String wrong : new String[] {"se cret", "se\ncret", "se\u0001cret", "secr\u00e9t", "\n"}) {
      assertThat(refusal("--token=" + wrong))
          .isEqualTo("--token or $SLUICE_TOKEN (expected: a token and nothing else)");
    }

    api.answer(200, "{}");
    assertThat(run(new QueuesCommand(), "list", "--token", " given\r\n")).isZero();
    assertThat(api.credentials()).containsExactly("Bearer given");
  }

  /** What a command says that cannot call with these credentials. */
  private String refusal(String... options) {
    String[] all = new String[options.length + 1];
    System.arraycopy(options, 0, all, 1, options.length);
    all[0] = "list";
    assertThat(run(new QueuesCommand(), all)).isEqualTo(1);
    String said = out.toString().strip().replaceFirst("^error: ", "");
    out.getBuffer().setLength(0);
    return said;
  }

  @Test
  void queuesCreate_someFields_sendsThoseOnlyAndPrintsYaml() {
    api.answer(200, "{\"name\": \"" + QUEUE + "\", \"state\": \"RUNNING\"}");

    assertThat(
            run(
                new QueuesCommand(),
                "create",
                "mail",
                "--max-attempts",
                "4",
                "--min-backoff",
                "500ms"))
        .isZero();

    assertThat(api.requests())
        .containsExactly(
            "POST /v2/projects/sluice/locations/local/queues {\"retryConfig\":{\"maxAttempts\":4,"
                + "\"minBackoff\":\"0.5s\"},\"name\":\""
                + QUEUE
                + "\"}");
    assertThat(out.toString()).isEqualTo("name: " + QUEUE + "\nstate: RUNNING\n");
  }

  @Test
  void queuesUpdate_givenFields_areTheMask() {
    api.answer(200, "{\"name\": \"" + QUEUE + "\"}").answer(200, "{}");

    assertThat(
            run(
                new QueuesCommand(),
                "update",
                "mail",
                "--max-dispatches-per-second",
                "2.5",
                "--max-doublings",
                "3",
                "--max-pending-tasks",
                "100"))
        .isZero();

    assertThat(api.requests().get(1))
        .startsWith(
            "PATCH /v2/"
                + QUEUE
                + "?updateMask=rateLimits.maxDispatchesPerSecond,retryConfig.maxDoublings,"
                + "sluice.maxPendingTasks {");
  }

  @Test
  void queuesPause_fullName_isUsedAsItIs() {
    api.answer(200, "{}");
    run(new QueuesCommand(), "pause", "projects/p/locations/l/queues/q");
    assertThat(api.requests()).containsExactly("POST /v2/projects/p/locations/l/queues/q:pause {}");
  }

  @Test
  void lists_withANegativeLimit_areRefusedBeforeAnyCall() {
    assertThat(refusal("--limit=-1")).isEqualTo("--limit: -1 (expected: 0 or more)");
    assertThat(run(new TasksCommand(), "list", "mail", "--limit=-1")).isEqualTo(1);
    assertThat(run(new DeadLettersCommand(), "list", "mail", "--limit=-1")).isEqualTo(1);
    assertThat(out.toString().lines())
        .hasSize(2)
        .allMatch("error: --limit: -1 (expected: 0 or more)"::equals);
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void shortNames_inAProjectOrLocationThatIsNone_areRefusedBeforeAnyCall() {
    String project =
        "--project: my project (expected: 1 to 100 letters, digits, colons, periods and hyphens)";
    String location = "--location: a/b (expected: 1 to 100 letters, digits and hyphens)";

    assertThat(refusal("--project=my project")).isEqualTo(project);
    assertThat(refusal("--location=a/b")).isEqualTo(location);
    assertThat(run(new QueuesCommand(), "describe", "mail", "--project=my project")).isEqualTo(1);
    assertThat(run(new TasksCommand(), "list", "mail", "--location=a/b")).isEqualTo(1);
    assertThat(out.toString().lines()).containsExactly("error: " + project, "error: " + location);
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void tasksCreate_allFields_makeTheCall() {
    api.answer(200, "{}");
    run(
        new TasksCommand(),
        "create",
        "mail",
        "--url",
        "http://h/x",
        "--name",
        "t1",
        "--method",
        "put",
        "--header",
        "A: b:c",
        "--body",
        "hi",
        "--at",
        "2030-01-31T09:00:00+01:00",
        "--deadline",
        "90s");
    assertThat(api.requests())
        .containsExactly(
            "POST /v2/"
                + QUEUE
                + "/tasks {\"task\":{\"name\":\""
                + QUEUE
                + "/tasks/t1\",\"scheduleTime\":\"2030-01-31T08:00:00Z\","
                + "\"dispatchDeadline\":\"90s\",\"httpRequest\":{\"url\":\"http://h/x\","
                + "\"httpMethod\":\"PUT\",\"headers\":{\"A\":\"b:c\"},\"body\":\"aGk=\"}}}");
  }

  @Test
  void tasksDescribe_queueAndId_orFullName_isTheSame() {
    api.answer(200, "{\"name\": \"x\"}").answer(200, "{\"name\": \"x\"}");
    run(new TasksCommand(), "describe", "mail", "t1", "--format", "json");
    run(new TasksCommand(), "describe", QUEUE + "/tasks/t1", "--format", "json");
    assertThat(api.requests())
        .containsExactly(
            "GET /v2/" + QUEUE + "/tasks/t1?responseView=FULL",
            "GET /v2/" + QUEUE + "/tasks/t1?responseView=FULL");
    assertThat(out.toString().lines())
        .containsExactly("{", "  \"name\" : \"x\"", "}", "{", "  \"name\" : \"x\"", "}");
  }

  @Test
  void deadLetters_verbs_callTheirPaths() {
    api.answer(200, "{}").answer(200, "{}").answer(200, "{}").answer(200, "{}");
    run(new DeadLettersCommand(), "list", "-");
    run(new DeadLettersCommand(), "describe", "mail", "0-1");
    run(new DeadLettersCommand(), "redrive", QUEUE + "/deadLetters/3-17");
    run(new DeadLettersCommand(), "delete", "mail", "0-1");
    assertThat(api.requests())
        .containsExactly(
            "GET /v2/projects/-/locations/-/queues/-/deadLetters",
            "GET /v2/" + QUEUE + "/deadLetters/0-1?responseView=FULL",
            "POST /v2/" + QUEUE + "/deadLetters/3-17:redrive {}",
            "DELETE /v2/" + QUEUE + "/deadLetters/0-1");
  }

  @Test
  void anyCommand_apiRefuses_saysWhyInOneLine() {
    api.answer(
        409,
        "{\"error\": {\"code\": 409, \"message\": \"Queue already exists\", \"status\":"
            + " \"ALREADY_EXISTS\"}}");
    assertThat(run(new QueuesCommand(), "create", "mail")).isEqualTo(1);
    assertThat(out.toString()).isEqualTo("error: Queue already exists (ALREADY_EXISTS)\n");
  }

  @Test
  void anyCommand_nothingListens_saysWhatToStart() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String endpoint = "http://127.0.0.1:" + port;
    assertThat(execute(new QueuesCommand(), "list", "--endpoint", endpoint)).isEqualTo(1);
    assertThat(out.toString())
        .startsWith("error: nothing answers on " + endpoint)
        .contains("sluice up");
  }

  @Test
  void anyCommand_badName_isRefusedBeforeAnyCall() {
    assertThat(run(new QueuesCommand(), "describe", "no_such name")).isEqualTo(1);
    assertThat(run(new TasksCommand(), "delete", "mail")).isEqualTo(1);
    assertThat(run(new DeadLettersCommand(), "delete", "mail", "../x")).isEqualTo(1);
    assertThat(api.requests()).isEmpty();
    assertThat(out.toString().lines()).hasSize(3).allMatch(line -> line.startsWith("error: "));
  }

  private int run(Object command, String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--endpoint";
    all[arguments.length + 1] = api.url();
    return execute(command, all);
  }

  private int execute(Object command, String... arguments) {
    PrintWriter writer = new PrintWriter(out, true);
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(writer)
        .setErr(writer)
        .setExecutionExceptionHandler((e, failed, parsed) -> {
          failed.getErr().println("error: " + e.getMessage());
          return 1;
        })
        .execute(arguments);
  }
}
