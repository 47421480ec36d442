package dev.sluice.delivery;

import static dev.sluice.delivery.core.AttemptEnd.Kind.CONNECTION_FAILED;
import static dev.sluice.delivery.core.AttemptEnd.Kind.DEADLINE_EXCEEDED;
import static dev.sluice.delivery.core.AttemptEnd.Kind.REFUSED;
import static dev.sluice.delivery.core.AttemptEnd.Kind.RESPONDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.delivery.core.AttemptEnd;
import dev.sluice.delivery.core.Cidr;
import dev.sluice.delivery.core.RequestHeaders.Header;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way in which a target can misbehave has one defined end. */
final class HttpSenderBadTargetTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final Duration PATIENCE = Duration.ofSeconds(9);

  private final HttpSender sender = sender(AddressRules.DEFAULT, Dns.SYSTEM);

  @AfterEach
  void stop() {
    sender.close();
  }

  @Test
  void target_thatRefusesTheConnection_isAFailedConnection() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }

    AttemptEnd end = send("http://127.0.0.1:" + port + "/", LONG);

    assertThat(end.kind()).isEqualTo(CONNECTION_FAILED);
    assertThat(end.error()).startsWith("no connection: ");
  }

  @Test
  void target_thatDoesNotResolve_isAFailedConnection() {
    AttemptEnd end = send("http://nobody.invalid/", LONG);

    assertThat(end.kind()).isEqualTo(CONNECTION_FAILED);
    assertThat(end.error()).startsWith("host not found: ");
  }

  @Test
  void target_thatHangs_isCutOffAtTheDeadline() throws Exception {
    try (RawTarget target = new RawTarget(_ -> {})) {
      AttemptEnd end = send(target.url(), SHORT);

      assertThat(end.kind()).isEqualTo(DEADLINE_EXCEEDED);
      assertThat(end.error()).isEqualTo("no response within 0.7 s");
      assertThat(target.heads()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "\0\1\2\3\n\n",
        "HTTP/1.1 abc Hello\r\n\r\n",
        "HTTP/9.9 200\r\n"
      })
  void target_thatAnswersGarbage_isAFailedConnection(String answer) throws Exception {
    try (RawTarget target = RawTarget.answering(answer)) {
      assertThat(send(target.url(), LONG).kind()).isEqualTo(CONNECTION_FAILED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 20"})
  void target_thatClosesBeforeAStatusLine_isAFailedConnectionAndAskedOnce(String answer)
      throws Exception {
    try (RawTarget target = RawTarget.answering(answer)) {
      AttemptEnd end = send(target.url(), LONG);

      assertThat(end.kind()).isEqualTo(CONNECTION_FAILED);
      assertThat(target.heads()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | Content-Length: 100 | part | part",
        "200 | Transfer-Encoding: chunked | 4;;;zz | ''",
        "500 | Transfer-Encoding: chunked | neither | ''",
        "204 | Content-Length: 5 | hello | ''",
        "299 | X-None: 1 | until the end | until the end",
        "200 | Content-Length: -1 | x | x",
        "999 | X-None: 1 | odd | odd",
      })
  void target_whoseBodyBreaksAfterTheStatusLine_hasResponded(
      int status, String header, String body, String kept) throws Exception {
    String answer = "HTTP/1.1 " + status + " Some\r\n" + header + "\r\n\r\n" + body;
    try (RawTarget target = RawTarget.answering(answer)) {
      AttemptEnd end = send(target.url(), LONG);

      assertThat(end.kind()).isEqualTo(RESPONDED);
      assertThat(end.httpStatus()).isEqualTo(status);
      assertThat(new String(end.body(), java.nio.charset.StandardCharsets.UTF_8)).isEqualTo(kept);
    }
  }

  @Test
  void target_thatAnswersWithoutEnd_hasRespondedLongBeforeTheDeadline() throws Exception {
    String piece = "again and ".repeat(1_000);
    try (RawTarget target =
        new RawTarget(connection -> {
          RawTarget.write(connection, "HTTP/1.1 200 OK\r\n\r\n");
          while (true) {
            RawTarget.write(connection, piece);
          }
        })) {
      AttemptEnd end = send(target.url(), Duration.ofMinutes(10));

      assertThat(end.kind()).isEqualTo(RESPONDED);
      assertThat(end.body()).hasSize(4096);
    }
  }

  @Test
  void target_whoseBodyHangs_hasRespondedAtTheDeadline() throws Exception {
    try (RawTarget target =
        new RawTarget(connection ->
            RawTarget.write(connection, "HTTP/1.1 201 OK\r\nContent-Length: 9\r\n\r\nhalf"))) {
      AttemptEnd end = send(target.url(), SHORT);

      assertThat(end.kind()).isEqualTo(RESPONDED);
      assertThat(end.httpStatus()).isEqualTo(201);
      assertThat(end.body()).isEqualTo(new byte[] {'h', 'a', 'l', 'f'});
    }
  }

  @Test
  void target_thatClosesAKeptConnection_isNotAskedTwice() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    try (RawTarget target =
        new RawTarget(connection -> {
          answered.incrementAndGet();
          RawTarget.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          connection.getInputStream().readNBytes(20);
          connection.close();
        })) {
      assertThat(send(target.url(), LONG).httpStatus()).isEqualTo(200);

      AttemptEnd second = send(target.url(), LONG);

      assertThat(second.kind()).isEqualTo(CONNECTION_FAILED);
      assertThat(answered).hasValue(1);
    }
  }

  @Test
  void connection_leftIdle_isClosedByTheWorkerBeforeTheTargetWould() throws Exception {
    CompletableFuture<Duration> closedAfter = new CompletableFuture<>();
    try (RawTarget target =
        new RawTarget(connection -> {
          connection.getInputStream().readNBytes(1);
          RawTarget.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          long answeredNanos = System.nanoTime();
          assertThat(connection.getInputStream().read()).isEqualTo(-1);
          closedAfter.complete(Duration.ofNanos(System.nanoTime() - answeredNanos));
        })) {
      assertThat(send(target.url(), LONG).httpStatus()).isEqualTo(200);

      // Some servers give 2 s. Twice that, since this machine may be slow.
      assertThat(closedAfter)
          .succeedsWithin(PATIENCE)
          .satisfies(idle -> assertThat(idle).isLessThan(Duration.ofSeconds(4)));
    }
  }

  @Test
  void headers_onTheWire_areSpeltAsGiven() throws Exception {
    try (RawTarget target = RawTarget.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      List<Header> headers =
          List.of(
              new Header("x-lOWer-UPPER", "Value 1"),
              new Header("User-Agent", "Google-Cloud-Tasks"),
              new Header("X-CloudTasks-TaskRetryReason", ""));

      sender.send(
          new HttpSender.Outgoing(target.url(), "POST", headers, new byte[0], LONG),
          () -> true,
          _ -> {});

      assertThat(target.heads().getFirst())
          .startsWith("POST / HTTP/1.1\r\n")
          .contains("\r\nx-lOWer-UPPER: Value 1\r\n")
          .contains("\r\nUser-Agent: Google-Cloud-Tasks\r\n")
          .contains("\r\nX-CloudTasks-TaskRetryReason: \r\n")
          .doesNotContain("Accept-Encoding");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://2852039166/",
        "http://0.0.0.0/",
        "https://169.254.169.254/"
      })
  void address_thatMustNotBeCalled_isRefused(String url) {
    AttemptEnd end = send(url, LONG);

    assertThat(end.kind()).isEqualTo(REFUSED);
    assertThat(end.error()).startsWith("address ");
  }

  @Test
  void name_thatResolvesToAForbiddenAddress_isRefused() {
    Dns rebound = _ -> List.of(InetAddress.ofLiteral("169.254.169.254"));
    try (HttpSender guarded = sender(AddressRules.DEFAULT, rebound)) {
      assertThat(send(guarded, "http://innocent.example/", LONG).kind()).isEqualTo(REFUSED);
    }
  }

  @Test
  void connection_toAForbiddenAddressThatNoLookupSaw_isRefusedWithoutAPacket() throws Exception {
    AddressRules rules =
        new AddressRules(true, true, List.of(), List.of(Cidr.parse("127.0.0.1/32")));
    try (RawTarget target = RawTarget.answering("HTTP/1.1 200 OK\r\n\r\n");
        HttpSender guarded = sender(rules, Dns.SYSTEM)) {
      AttemptEnd end = send(guarded, target.url(), LONG);

      assertThat(end.kind()).isEqualTo(REFUSED);
      assertThat(end.error()).startsWith("address 127.0.0.1: denied");
      assertThat(target.heads()).isEmpty();
    }
  }

  @Test
  void name_withAllowedAndForbiddenAddresses_isCalledAtTheAllowedOne() throws Exception {
    AddressRules rules =
        new AddressRules(true, true, List.of(), List.of(Cidr.parse("127.0.0.2/32")));
    Dns both = _ -> List.of(InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1"));
    try (RawTarget target = RawTarget.answering("HTTP/1.1 200 OK\r\n\r\n");
        HttpSender guarded = sender(rules, both)) {
      String url = target.url().replace("127.0.0.1", "two.example");

      assertThat(send(guarded, url, LONG).httpStatus()).isEqualTo(200);
    }
  }

  @Test
  void name_whoseFirstAddressRefuses_isCalledAtTheNext() throws Exception {
    Dns both = _ -> List.of(InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1"));
    try (RawTarget target = RawTarget.answering("HTTP/1.1 200 OK\r\n\r\n");
        HttpSender twice = sender(AddressRules.DEFAULT, both)) {
      String url = target.url().replace("127.0.0.1", "two.example");

      assertThat(send(twice, url, LONG).httpStatus()).isEqualTo(200);
    }
  }

  @Test
  void target_thatSwallowsConnections_costsNoPlatformThreads() throws Exception {
    Queue<Call> calls = new ConcurrentLinkedQueue<>();
    try (SilentTarget target = new SilentTarget();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Queue<Thread> senders = new ConcurrentLinkedQueue<>();
      for (int i = 0; i < 50; i++) {
        threads.execute(() -> {
          senders.add(Thread.currentThread());
          sender.send(outgoing(target.url(), LONG), () -> true, calls::add);
        });
      }
      try {
        await()
            .atMost(PATIENCE)
            .until(
                () -> senders.stream().filter(HttpSenderBadTargetTest::isConnecting).count() == 50);

        assertThat(Thread.getAllStackTraces().keySet())
            .extracting(Thread::getName)
            .noneMatch(name -> name.contains("OkHttp connect"));
      } finally {
        calls.forEach(Call::cancel);
      }
    }
  }

  private static boolean isConnecting(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame ->
            frame.getClassName().startsWith(GuardedSockets.class.getName())
                && frame.getMethodName().equals("connect"));
  }

  private AttemptEnd send(String url, Duration deadline) {
    return send(sender, url, deadline);
  }

  private static AttemptEnd send(HttpSender by, String url, Duration deadline) {
    return by.send(outgoing(url, deadline), () -> true, _ -> {});
  }

  private static HttpSender.Outgoing outgoing(String url, Duration deadline) {
    return new HttpSender.Outgoing(url, "POST", List.of(), new byte[] {'x'}, deadline);
  }

  private static HttpSender sender(AddressRules rules, Dns dns) {
    return new HttpSender(
        rules, OutboundSettings.DEFAULT, dns, InstantSource.system(), System::nanoTime);
  }
}
