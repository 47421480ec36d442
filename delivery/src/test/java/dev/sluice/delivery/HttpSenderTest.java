package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.delivery.core.AttemptEnd;
import dev.sluice.delivery.core.RequestHeaders.Header;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Dns;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpSenderTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final MockWebServer target = new MockWebServer();
  private final HttpSender sender =
      new HttpSender(
          AddressRules.DEFAULT,
          OutboundSettings.DEFAULT,
          Dns.SYSTEM,
          InstantSource.system(),
          System::nanoTime);

  @BeforeEach
  void start() throws Exception {
    target.start();
  }

  @AfterEach
  void stop() {
    sender.close();
    target.close();
  }

  @ParameterizedTest
  @CsvSource({"200", "201", "204", "205", "299", "304", "400", "404", "429", "500", "503", "599"})
  void send_answeredWithAStatus_isRespondedWithIt(int status) {
    respond(new MockResponse.Builder().code(status));

    AttemptEnd end = send("POST", List.of(), bytes("x"));

    assertThat(end.kind()).isEqualTo(AttemptEnd.Kind.RESPONDED);
    assertThat(end.httpStatus()).isEqualTo(status);
    assertThat(end.retryAfterMillis()).isEqualTo(-1);
    assertThat(end.error()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void send_ofAMethod_hasABodyOnlyWhereItsMethodHasOne(String method) throws Exception {
    respond(new MockResponse.Builder());

    assertThat(send(method, List.of(), bytes("payload")).httpStatus()).isEqualTo(200);

    RecordedRequest seen = target.takeRequest();
    boolean hasBody = List.of("POST", "PUT", "PATCH").contains(method);
    assertThat(seen.getMethod()).isEqualTo(method);
    assertThat(seen.getHeaders().get("Content-Length")).isEqualTo(hasBody ? "7" : null);
    assertThat(seen.getBodySize()).isEqualTo(hasBody ? 7 : 0);
  }

  @Test
  void send_withoutABody_saysSoWithALengthOfZero() throws Exception {
    respond(new MockResponse.Builder());

    send("POST", List.of(), new byte[0]);

    assertThat(target.takeRequest().getHeaders().get("Content-Length")).isEqualTo("0");
  }

  @Test
  void send_addsNoHeadersOfItsOwnButThoseOfTheConnection() throws Exception {
    respond(new MockResponse.Builder());

    send("POST", List.of(new Header("User-Agent", "Google-Cloud-Tasks")), bytes("{}"));

    assertThat(target.takeRequest().getHeaders().names())
        .containsExactlyInAnyOrder("User-Agent", "Host", "Connection", "Content-Length");
  }

  @Test
  void send_withAnAcceptEncodingOfTheCreators_sendsItAndKeepsTheBodyAsItCame() throws Exception {
    byte[] packed = {0x1f, (byte) 0x8b, 1, 2, 3};
    respond(
        new MockResponse.Builder()
            .addHeader("Content-Encoding", "gzip")
            .body(new Buffer().write(packed)));

    AttemptEnd end = send("POST", List.of(new Header("accept-encoding", "gzip")), bytes("x"));

    assertThat(target.takeRequest().getHeaders().get("Accept-Encoding")).isEqualTo("gzip");
    assertThat(end.body()).isEqualTo(packed);
  }

  @Test
  void send_answeredWithBrokenGzipNobodyAskedFor_isResponded() {
    respond(new MockResponse.Builder().addHeader("Content-Encoding", "gzip").body("not packed"));

    assertThat(send("POST", List.of(), bytes("x")).httpStatus()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void send_answeredWithARedirect_doesNotFollowIt(int status) {
    respond(new MockResponse.Builder().code(status).addHeader("Location", target.url("/other")));

    assertThat(send("POST", List.of(), bytes("x")).httpStatus()).isEqualTo(status);
    assertThat(target.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"POST, 503", "GET, 503", "GET, 408", "POST, 408", "POST, 429", "GET, 421"})
  void send_askedToComeBackAtOnce_isNotSentTwice(String method, int status) {
    respond(new MockResponse.Builder().code(status).addHeader("Retry-After", "0"));
    respond(new MockResponse.Builder().code(200));

    AttemptEnd end = send(method, List.of(), bytes("x"));

    assertThat(end.httpStatus()).isEqualTo(status);
    assertThat(end.retryAfterMillis()).isZero();
    assertThat(target.getRequestCount()).isEqualTo(1);
  }

  @Test
  void send_answered503WithRetryAfter_tellsTheWait() {
    respond(new MockResponse.Builder().code(503).addHeader("Retry-After", "17"));

    assertThat(send("POST", List.of(), bytes("x")).retryAfterMillis()).isEqualTo(17_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 407})
  void send_askedForCredentials_isRespondedWithoutAnotherTry(int status) {
    respond(new MockResponse.Builder().code(status).addHeader("WWW-Authenticate", "Basic realm=x"));

    assertThat(send("POST", List.of(), bytes("x")).httpStatus()).isEqualTo(status);
    assertThat(target.getRequestCount()).isEqualTo(1);
  }

  @Test
  void send_withALargeBody_sendsAllOfIt() throws Exception {
    byte[] body = new byte[2 << 20];
    Arrays.fill(body, (byte) 'z');
    respond(new MockResponse.Builder());

    assertThat(send("POST", List.of(), body).httpStatus()).isEqualTo(200);
    assertThat(target.takeRequest().getBodySize()).isEqualTo(body.length);
  }

  @Test
  void send_answeredWithALongBody_keepsItsFirst4KiB() {
    respond(new MockResponse.Builder().body("b".repeat(50_000)));

    assertThat(send("POST", List.of(), bytes("x")).body()).isEqualTo(bytes("b".repeat(4096)));
  }

  @Test
  void send_twice_usesOneConnection() throws Exception {
    respond(new MockResponse.Builder().body("first"));
    respond(new MockResponse.Builder().body("second"));

    send("POST", List.of(), bytes("x"));
    send("POST", List.of(), bytes("x"));

    assertThat(target.takeRequest().getConnectionIndex())
        .isEqualTo(target.takeRequest().getConnectionIndex());
  }

  @Test
  void send_withoutLeave_writesNothing() {
    AttemptEnd end =
        sender.send(
            outgoing("POST", List.of(), bytes("x"), target.url("/").toString()),
            () -> false,
            _ -> {});

    assertThat(end.kind()).isEqualTo(AttemptEnd.Kind.ABANDONED);
    assertThat(target.getRequestCount()).isZero();
  }

  @Test
  void send_setsNoCookiesBack() throws Exception {
    respond(new MockResponse.Builder().addHeader("Set-Cookie", "a=b"));
    respond(new MockResponse.Builder());

    send("POST", List.of(), bytes("x"));
    send("POST", List.of(), bytes("x"));

    target.takeRequest();
    assertThat(target.takeRequest().getHeaders().get("Cookie")).isNull();
  }

  @Test
  void send_ofAnOddPath_sendsItAsGiven() throws Exception {
    respond(new MockResponse.Builder());

    send("POST", List.of(), bytes("x"), "/a%zz//b;c?d=%&e=a+b");

    assertThat(target.takeRequest().getTarget()).isEqualTo("/a%zz//b;c?d=%&e=a+b");
  }

  private void respond(MockResponse.Builder response) {
    target.enqueue(response.build());
  }

  private AttemptEnd send(String method, List<Header> headers, byte[] body) {
    return send(method, headers, body, "/path");
  }

  private AttemptEnd send(String method, List<Header> headers, byte[] body, String path) {
    String base = target.url("/").toString();
    String url = base.substring(0, base.length() - 1) + path;
    return sender.send(outgoing(method, headers, body, url), () -> true, _ -> {});
  }

  private static HttpSender.Outgoing outgoing(
      String method, List<Header> headers, byte[] body, String url) {
    return new HttpSender.Outgoing(url, method, headers, body, DEADLINE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
