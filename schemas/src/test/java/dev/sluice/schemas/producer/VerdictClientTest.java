package dev.sluice.schemas.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.schemas.StalledServer;
import dev.sluice.schemas.TaskName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VerdictClientTest {

  private static final String TASK = "projects/p/locations/l/queues/q/tasks/t";
  private static final Receipt RECEIPT = new Receipt(TaskName.parse(TASK), "sluice.tasks", 3, 17);

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile String answer = "";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          requests.add(exchange.getRequestURI() + " " + token);
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private VerdictClient client() {
    return client(() -> Optional.of("secret"));
  }

  private VerdictClient client(Supplier<Optional<String>> token) {
    return new VerdictClient(
        VerdictClient.base("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
        token,
        Optional.empty());
  }

  @Test
  void ask_withATokenFromALine_leavesTheLineBreakOut() {
    answer = "{\"state\": \"ACCEPTED\"}";

    client(() -> Optional.of("secret\n")).ask(RECEIPT).join();

    assertThat(requests).singleElement().asString().endsWith(" Bearer secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret\nsecond", "secret second", "secret\u0001", "secret\u20ac"})
  void ask_withATokenThatNoHeaderMayHave_failsTheFutureAndDoesNotShowIt(String token) {
    CompletableFuture<Verdict> verdict = client(() -> Optional.of(token)).ask(RECEIPT);

    assertThatThrownBy(verdict::join)
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: one token of visible ASCII characters)")
        .hasMessageNotContaining("secret");
    assertThat(requests).isEmpty();
  }

  @Test
  void ask_withATokenThatCannotBeHad_failsTheFuture() {
    IllegalStateException cause = new IllegalStateException("no token");
    CompletableFuture<Verdict> verdict =
        client(
                () -> {
                  throw cause;
                })
            .ask(RECEIPT);

    assertThatThrownBy(verdict::join).hasCause(cause);
  }

  @Test
  @Timeout(30)
  void ask_whoseBodyStalls_fails() throws Exception {
    try (StalledServer stalled = new StalledServer()) {
      VerdictClient client =
          new VerdictClient(
              VerdictClient.base(stalled.url()),
              Optional::empty,
              Optional.empty(),
              Duration.ofMillis(200));

      assertThatThrownBy(() -> client.ask(RECEIPT).join())
          .hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"ACCEPTED, ''", "DUPLICATE, taken", "REJECTED, no queue", "PENDING, ''"})
  void ask_tellsWhatTheApiSays(Verdict.Outcome outcome, String reason) {
    answer = "{\"state\": \"" + outcome + "\", \"reason\": \"" + reason + "\"}";

    assertThat(client().ask(RECEIPT).join()).isEqualTo(new Verdict(outcome, reason));
    assertThat(requests)
        .containsExactly(
            "/v2/" + TASK + "/verdict?partition=3&offset=17&waitMillis=10000 Bearer secret");
  }

  @Test
  void ask_refused_saysWhy() {
    status = 403;
    answer = "{\"error\": {\"code\": 403, \"message\": \"not you\"}}";

    assertThatThrownBy(() -> client().ask(RECEIPT).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(VerdictUnknownException.class)
        .hasMessageEndingWith("verdict: the API answered 403: not you");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{}", "{\"state\": \"SOMETHING_NEW\"}"})
  void ask_answeredSomethingElse_isNoVerdict(String other) {
    answer = other;

    assertThatThrownBy(() -> client().ask(RECEIPT).join())
        .hasCauseInstanceOf(VerdictUnknownException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8123", "ftp://host", "http://", "http://a b"})
  void base_ofSomethingElse_isRefused(String url) {
    assertThatThrownBy(() -> VerdictClient.base(url))
        .hasMessage("api: " + url + " (expected: a URL such as http://127.0.0.1:8123)");
  }
}
