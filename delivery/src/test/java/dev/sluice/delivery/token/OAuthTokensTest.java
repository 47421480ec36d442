package dev.sluice.delivery.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.core.RequestRefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class OAuthTokensTest {

  private static final String EMAIL = "worker@demo.iam.gserviceaccount.com";

  private final MockWebServer server = new MockWebServer();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private OAuthTokens tokens;

  @BeforeEach
  void start() throws IOException {
    server.start();
    OAuthClient client =
        new OAuthClient(
            server.url("/token").uri(),
            "my client",
            "s:e%cret",
            List.of("API.example.com", ".example.net"));
    tokens = new OAuthTokens(Map.of(EMAIL, client), () -> now);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void answer(int status, String body) {
    server.enqueue(new MockResponse.Builder().code(status).body(body).build());
  }

  @Test
  void token_isGotWithClientCredentials() throws Exception {
    answer(200, "{\"access_token\": \"abc\", \"token_type\": \"Bearer\", \"expires_in\": 3600}");

    assertThat(tokens.get(EMAIL, "")).isEqualTo("abc");

    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getHeaders().get("Authorization"))
        .isEqualTo("Basic bXkrY2xpZW50OnMlM0FlJTI1Y3JldA==");
    assertThat(request.getBody())
        .isEqualTo(
            ByteString.encodeUtf8(
                "grant_type=client_credentials&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth"
                    + "%2Fcloud-platform"));
  }

  @Test
  void token_isKeptUntilAMinuteBeforeItExpires() throws Exception {
    answer(200, "{\"access_token\": \"one\", \"expires_in\": 3600}");
    answer(200, "{\"access_token\": \"two\", \"expires_in\": 3600}");

    assertThat(tokens.get(EMAIL, "s")).isEqualTo("one");
    now = now.plus(Duration.ofMinutes(59)).minusSeconds(1);
    assertThat(tokens.get(EMAIL, "s")).isEqualTo("one");
    now = now.plusSeconds(1);
    assertThat(tokens.get(EMAIL, "s")).isEqualTo("two");
  }

  @Test
  void token_ofAMinuteOrLess_isKeptForHalfOfItsLife() throws Exception {
    answer(200, "{\"access_token\": \"one\", \"expires_in\": 60}");
    answer(200, "{\"access_token\": \"two\", \"expires_in\": 60}");

    assertThat(tokens.get(EMAIL, "s")).isEqualTo("one");
    now = now.plusSeconds(29);
    assertThat(tokens.get(EMAIL, "s")).isEqualTo("one");
    assertThat(server.getRequestCount()).isOne();
    now = now.plusSeconds(1);
    assertThat(tokens.get(EMAIL, "s")).isEqualTo("two");
  }

  @Test
  void token_ofALifeThatIsNoTime_isKeptForADay() throws Exception {
    answer(200, "{\"access_token\": \"one\", \"expires_in\": 1000000000000000000}");
    answer(200, "{\"access_token\": \"two\", \"expires_in\": -5}");

    assertThat(tokens.get(EMAIL, "s")).isEqualTo("one");
    now = now.plus(Duration.ofDays(1)).minusSeconds(60);
    assertThat(tokens.get(EMAIL, "s")).isEqualTo("two");
  }

  @Test
  @Timeout(60)
  void answer_thatNeverEnds_isGivenUpAndItsConnectionClosed_andHoldsNobodyElse() throws Exception {
    AtomicInteger open = new AtomicInteger();
    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    try (ServerSocket endless = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> beginAnswer(endless, open));
      URI endpoint = URI.create("http://127.0.0.1:" + endless.getLocalPort() + "/token");
      OAuthClient client = new OAuthClient(endpoint, "my client", "secret", List.of());
      OAuthTokens impatient =
          new OAuthTokens(Map.of(EMAIL, client), () -> now, Duration.ofMillis(300));

      for (Future<String> caller :
          List.of(
              callers.submit(() -> impatient.get(EMAIL, "")),
              callers.submit(() -> impatient.get(EMAIL, "")))) {
        assertThatThrownBy(caller::get)
            .cause()
            .isInstanceOf(IOException.class)
            .hasMessage(
                "oauthToken: the token endpoint for "
                    + EMAIL
                    + " has not answered in full (expected: within 300 ms)");
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> open.get() == 0);
    } finally {
      callers.shutdownNow();
    }
  }

  /** Takes one connection, says that an answer comes, and waits for the client to hang up. */
  private static void beginAnswer(ServerSocket server, AtomicInteger open) {
    try (Socket connection = server.accept()) {
      open.incrementAndGet();
      connection
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".getBytes(US_ASCII));
      connection.getInputStream().transferTo(OutputStream.nullOutputStream());
      open.decrementAndGet();
    } catch (SocketException e) {
      open.decrementAndGet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void scopes_haveTokensOfTheirOwn() throws Exception {
    answer(200, "{\"access_token\": \"one\", \"expires_in\": 3600}");
    answer(200, "{\"access_token\": \"two\", \"expires_in\": 3600}");

    assertThat(tokens.get(EMAIL, "a")).isEqualTo("one");
    assertThat(tokens.get(EMAIL, "b")).isEqualTo("two");
    assertThat(tokens.get(EMAIL, "a")).isEqualTo("one");
  }

  @Test
  void failures_sayWhatAndNotTheSecret_andAreTriedAgain() throws Exception {
    answer(401, "{\"error\": \"invalid_client\"}");
    answer(200, "not json");
    answer(200, "{\"token\": \"x\"}");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> tokens.get(EMAIL, ""))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("token endpoint for " + EMAIL + " answered HTTP ")
          .hasMessageNotContaining("cret");
      now = now.plusSeconds(1);
    }
    answer(200, "{\"access_token\": \"abc\"}");

    assertThat(tokens.get(EMAIL, "")).isEqualTo("abc");
  }

  @Test
  void failure_holdsForASecond_forThoseWhoWaitedMeanwhile() throws Exception {
    answer(503, "");
    answer(200, "{\"access_token\": \"abc\"}");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> tokens.get(EMAIL, "")).hasMessageContaining("answered HTTP 503");
      now = now.plusMillis(300);
    }
    assertThat(server.getRequestCount()).isOne();
    now = now.plusMillis(100);

    assertThat(tokens.get(EMAIL, "")).isEqualTo("abc");
  }

  @Test
  void token_goesToHostsOfItsAccountOnly() throws Exception {
    tokens.requireHost(EMAIL, "https://api.example.com/x");
    tokens.requireHost(EMAIL, "https://a.b.EXAMPLE.net:8443/x");
    for (String url :
        List.of(
            "https://attacker.example/",
            "https://example.net/",
            "https://xexample.net/",
            "https://api.example.com@attacker.example/",
            "not a url")) {
      assertThatThrownBy(() -> tokens.requireHost(EMAIL, url))
          .isInstanceOf(RequestRefusedException.class)
          .hasMessageStartingWith("oauthToken: tokens of " + EMAIL + " may not go to ");
    }
  }

  @Test
  void scope_tooLong_isRefused() {
    assertThatThrownBy(() -> tokens.get(EMAIL, "s".repeat(2_049)))
        .isInstanceOf(RequestRefusedException.class)
        .hasMessage("oauthToken.scope: 2049 characters (expected: at most 2048)");
  }

  @Test
  void account_notConfigured_isSaid() {
    assertThatThrownBy(() -> tokens.get("other@x", ""))
        .isInstanceOf(IOException.class)
        .hasMessage("oauthToken: no token endpoint is configured for other@x");
  }
}
