package dev.sluice.delivery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.delivery.core.AttemptEnd;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.Handshake;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests reach their targets: TLS, certificates, a proxy, a limit per host. */
final class OutboundTest {

  @TempDir private static Path folder;
  private static TestCertificates target;
  private static TestCertificates worker;

  private final MockWebServer server = new MockWebServer();

  @BeforeAll
  static void makeCertificates() throws Exception {
    target = TestCertificates.make(folder, "target");
    worker = TestCertificates.make(folder, "worker");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"HTTP_2, HTTP/2", "HTTP_1_1, HTTP/1.1"})
  void send_toATargetOfAnOwnAuthority_speaksWhatTheTargetOffers(Protocol offered, String line)
      throws Exception {
    server.useHttps(target.server(List.of()).getSocketFactory());
    server.setProtocols(
        offered == Protocol.HTTP_2 ? List.of(offered, Protocol.HTTP_1_1) : List.of(offered));
    answer(new MockResponse.Builder().code(204).build());

    try (HttpSender sender = sender(trusting(), Dns.SYSTEM)) {
      for (int i = 0; i < 3; i++) {
        assertThat(send(sender, url("https")).httpStatus()).isEqualTo(204);
      }
    }
    RecordedRequest first = server.takeRequest();
    assertThat(first.getVersion()).isEqualTo(line);
    assertThat(first.getHandshake()).isNotNull();
    assertThat(requireNonNull(first.getBody()).utf8()).isEqualTo("x");
  }

  @Test
  void send_toATargetWhoseCertificateNobodyVouchesFor_fails() throws Exception {
    server.useHttps(target.server(List.of()).getSocketFactory());
    answer(new MockResponse.Builder().build());

    try (HttpSender sender = sender(OutboundSettings.DEFAULT, Dns.SYSTEM)) {
      AttemptEnd end = send(sender, url("https"));
      assertThat(end.kind()).isEqualTo(AttemptEnd.Kind.CONNECTION_FAILED);
      assertThat(end.error()).startsWith("TLS: ");
    }
  }

  @Test
  void send_toATargetThatWantsACertificate_showsTheWorkers() throws Exception {
    server.useHttps(target.server(List.of(worker)).getSocketFactory());
    server.requireClientAuth();
    answer(new MockResponse.Builder().build());
    OutboundSettings withCertificate =
        new OutboundSettings(
            Optional.empty(),
            List.of(),
            Optional.of(target.cert()),
            Optional.of(new OutboundSettings.Certificate(worker.cert(), worker.key())),
            0);

    try (HttpSender sender = sender(withCertificate, Dns.SYSTEM);
        HttpSender without = sender(trusting(), Dns.SYSTEM)) {
      assertThat(send(sender, url("https")).httpStatus()).isEqualTo(200);
      Handshake seen = requireNonNull(server.takeRequest().getHandshake());
      assertThat(requireNonNull(seen.peerPrincipal()).getName()).isEqualTo("CN=worker");
      assertThat(send(without, url("https")).kind()).isEqualTo(AttemptEnd.Kind.CONNECTION_FAILED);
    }
  }

  @Test
  void open_withFilesThatAreWrong_saysWhich() throws Exception {
    Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "nonsense");
    Path missing = folder.resolve("missing.pem");

    assertThatThrownBy(() -> sender(authority(nonsense), Dns.SYSTEM))
        .hasMessageContaining(nonsense.toString());
    assertThatThrownBy(() -> sender(authority(missing), Dns.SYSTEM))
        .hasMessage(missing + " cannot be read (expected: a PEM file)");
    assertThatThrownBy(() ->
            sender(
                new OutboundSettings(
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.of(new OutboundSettings.Certificate(worker.cert(), nonsense)),
                    0),
                Dns.SYSTEM))
        .hasMessage(nonsense + " (expected: an unencrypted private key in PEM, PKCS#8)");
  }

  @Test
  void send_throughAProxy_asksTheProxy_withItsPasswordAndWithoutAskingDns() throws Exception {
    answer(new MockResponse.Builder().code(202).build());

    try (HttpSender sender = sender(proxy("user:pass@", List.of()), OutboundTest::unknown)) {
      assertThat(send(sender, "http://only-the-proxy.example/path").httpStatus()).isEqualTo(202);
    }
    RecordedRequest seen = server.takeRequest();
    assertThat(seen.getRequestLine()).isEqualTo("POST http://only-the-proxy.example/path HTTP/1.1");
    assertThat(seen.getHeaders().get("Proxy-Authorization")).isEqualTo("Basic dXNlcjpwYXNz");
  }

  @Test
  void send_ofHttpsThroughAProxy_connectsThroughIt() throws Exception {
    server.useHttps(target.server(List.of()).getSocketFactory());
    server.start();
    // First the tunnel, then the request in it.
    server.enqueue(new MockResponse.Builder().inTunnel().build());
    server.enqueue(new MockResponse.Builder().code(203).build());
    OutboundSettings settings =
        new OutboundSettings(
            Optional.of(ProxyAddress.parse("http://127.0.0.1:" + server.getPort())),
            List.of(),
            Optional.of(target.cert()),
            Optional.empty(),
            0);

    try (HttpSender sender = sender(settings, OutboundTest::onlyLocalhost)) {
      assertThat(send(sender, "https://localhost/path").httpStatus()).isEqualTo(203);
    }
    assertThat(server.takeRequest().getRequestLine()).startsWith("CONNECT localhost:443");
  }

  @Test
  void send_throughAProxy_toATargetThatAsksForAPassword_doesNotTellItTheProxys() throws Exception {
    server.useHttps(target.server(List.of()).getSocketFactory());
    server.start();
    server.enqueue(new MockResponse.Builder().inTunnel().build());
    // One more than is asked for.
    server.enqueue(new MockResponse.Builder().code(407).build());
    server.enqueue(new MockResponse.Builder().code(200).build());
    OutboundSettings settings =
        new OutboundSettings(
            Optional.of(ProxyAddress.parse("http://user:pass@127.0.0.1:" + server.getPort())),
            List.of(),
            Optional.of(target.cert()),
            Optional.empty(),
            0);

    try (HttpSender sender = sender(settings, OutboundTest::onlyLocalhost)) {
      assertThat(get(sender, "https://localhost/path").httpStatus()).isEqualTo(407);
    }
    RecordedRequest tunnel = server.takeRequest();
    assertThat(tunnel.getRequestLine()).startsWith("CONNECT localhost:443");
    assertThat(tunnel.getHeaders().get("Proxy-Authorization")).isEqualTo("Basic dXNlcjpwYXNz");
    assertThat(server.takeRequest().getHeaders().get("Proxy-Authorization")).isNull();
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void send_throughAProxyThatRefusesThePassword_isNotSentTwice() throws Exception {
    answer(new MockResponse.Builder().code(407).build());

    try (HttpSender sender = sender(proxy("user:wrong@", List.of()), OutboundTest::unknown)) {
      assertThat(get(sender, "http://only-the-proxy.example/").httpStatus()).isEqualTo(407);
    }
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/",
        "http://[::ffff:169.254.169.254]/",
        "http://meta.test/"
      })
  void send_throughAProxyToWhatIsRefused_isRefusedHere(String url) throws Exception {
    server.start();
    Dns resolver =
        host ->
            host.equals("meta.test")
                ? List.of(InetAddress.ofLiteral("169.254.169.254"))
                : Dns.SYSTEM.lookup(host);
    try (HttpSender sender = sender(proxy("", List.of()), resolver)) {
      assertThat(send(sender, url).kind()).isEqualTo(AttemptEnd.Kind.REFUSED);
    }
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void send_toAHostThatIsExempt_goesDirectly_andIsGuarded() throws Exception {
    answer(new MockResponse.Builder().build());
    List<String> exempt = List.of("localhost", ".direct.test");
    Dns resolver =
        host ->
            List.of(InetAddress.ofLiteral(host.equals("localhost") ? "127.0.0.1" : "169.254.1.1"));

    try (HttpSender sender = sender(proxy("", exempt), resolver)) {
      assertThat(send(sender, url("http")).httpStatus()).isEqualTo(200);
      assertThat(server.takeRequest().getRequestLine()).isEqualTo("POST / HTTP/1.1");
      assertThat(send(sender, "http://a.direct.test/").kind()).isEqualTo(AttemptEnd.Kind.REFUSED);
    }
  }

  @Test
  void send_ofMoreThanTheLimit_waits_andNeverHasMoreAtOnce() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch letGo = new CountDownLatch(1);
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            letGo.await();
            open.decrementAndGet();
            return new MockResponse.Builder().build();
          }
        });
    server.start();
    AtomicInteger done = new AtomicInteger();
    try (HttpSender sender = sender(limited(2), Dns.SYSTEM);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        threads.execute(() -> {
          if (send(sender, url("http")).httpStatus() == 200) {
            done.incrementAndGet();
          }
        });
      }
      await().until(() -> open.get() == 2);
      letGo.countDown();
      await().until(() -> done.get() == 6);
    }
    assertThat(most.get()).isEqualTo(2);
  }

  @Test
  void send_thatGetsNoPlaceUntilItsDeadline_isAbandonedUnsent_andHoldsNone() throws Exception {
    CountDownLatch letGo = hang();
    try (HttpSender sender = sender(limited(1), Dns.SYSTEM);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<AttemptEnd> first = threads.submit(() -> send(sender, url("http")));
      await().until(() -> server.getRequestCount() == 1);

      AttemptEnd second = send(sender, url("http"), Duration.ofMillis(300), call -> {});

      assertThat(second.kind()).isEqualTo(AttemptEnd.Kind.ABANDONED);
      assertThat(second.error())
          .isEqualTo("no place among 1 at localhost:" + server.getPort() + " within the deadline");
      assertThat(server.getRequestCount()).isEqualTo(1);
      letGo.countDown();
      assertThat(first.get().httpStatus()).isEqualTo(200);
      assertThat(send(sender, url("http")).httpStatus()).isEqualTo(200);
    }
  }

  @Test
  void send_cancelledWhileItWaitsForAPlace_leavesBeforeItsDeadline() throws Exception {
    CountDownLatch letGo = hang();
    Queue<Call> calls = new ConcurrentLinkedQueue<>();
    try (HttpSender sender = sender(limited(1), Dns.SYSTEM);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> send(sender, url("http")));
      await().until(() -> server.getRequestCount() == 1);
      Future<AttemptEnd> second =
          threads.submit(() -> send(sender, url("http"), Duration.ofMinutes(10), calls::add));
      try {
        await().until(() -> !calls.isEmpty());

        calls.forEach(Call::cancel);

        assertThat(second).succeedsWithin(Duration.ofSeconds(10));
        assertThat(second.resultNow().kind()).isEqualTo(AttemptEnd.Kind.ABANDONED);
      } finally {
        letGo.countDown();
      }
    }
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void proxyAddress_shows_noPassword() {
    ProxyAddress proxy = ProxyAddress.parse("http://user:secret@proxy.example:3128");

    assertThat(proxy.toString()).isEqualTo("http://user:(hidden)@proxy.example:3128");
    assertThatThrownBy(() -> ProxyAddress.parse("https://user:secret@proxy.example"))
        .hasMessageNotContaining("secret")
        .hasMessageContaining("expected: http://HOST:PORT");
  }

  private void answer(MockResponse response) throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return response;
          }
        });
    server.start();
  }

  /** Lets requests hang until what is returned is counted down. */
  private CountDownLatch hang() throws Exception {
    CountDownLatch letGo = new CountDownLatch(1);
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            letGo.await();
            return new MockResponse.Builder().build();
          }
        });
    server.start();
    return letGo;
  }

  private String url(String scheme) {
    return scheme + "://localhost:" + server.getPort() + "/";
  }

  private static List<InetAddress> unknown(String host) throws UnknownHostException {
    if (host.equals("127.0.0.1")) {
      return List.of(InetAddress.ofLiteral(host));
    }
    throw new UnknownHostException(host);
  }

  private static List<InetAddress> onlyLocalhost(String host) {
    return List.of(InetAddress.ofLiteral("127.0.0.1"));
  }

  private OutboundSettings proxy(String userInfo, List<String> exempt) {
    return new OutboundSettings(
        Optional.of(ProxyAddress.parse("http://" + userInfo + "127.0.0.1:" + server.getPort())),
        exempt,
        Optional.empty(),
        Optional.empty(),
        0);
  }

  private static OutboundSettings trusting() {
    return authority(target.cert());
  }

  private static OutboundSettings authority(Path file) {
    return new OutboundSettings(
        Optional.empty(), List.of(), Optional.of(file), Optional.empty(), 0);
  }

  private static OutboundSettings limited(int connectionsPerHost) {
    return new OutboundSettings(
        Optional.empty(), List.of(), Optional.empty(), Optional.empty(), connectionsPerHost);
  }

  private static HttpSender sender(OutboundSettings settings, Dns resolver) {
    return new HttpSender(
        AddressRules.DEFAULT, settings, resolver, InstantSource.system(), System::nanoTime);
  }

  private static AttemptEnd send(HttpSender sender, String url) {
    return send(sender, "POST", url);
  }

  private static AttemptEnd get(HttpSender sender, String url) {
    return send(sender, "GET", url);
  }

  private static AttemptEnd send(HttpSender sender, String method, String url) {
    return send(sender, method, url, Duration.ofSeconds(20), call -> {});
  }

  private static AttemptEnd send(
      HttpSender sender, String url, Duration deadline, Consumer<Call> running) {
    return send(sender, "POST", url, deadline, running);
  }

  private static AttemptEnd send(
      HttpSender sender, String method, String url, Duration deadline, Consumer<Call> running) {
    return sender.send(
        new HttpSender.Outgoing(url, method, List.of(), new byte[] {'x'}, deadline),
        () -> true,
        running);
  }
}
