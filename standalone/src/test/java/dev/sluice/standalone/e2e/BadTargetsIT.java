package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.testkit.RecordingTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Targets that misbehave fail their own tasks, in a defined way, and no others. */
final class BadTargetsIT {

  private static final String TWO_ATTEMPTS =
      "\"retryConfig\": {\"maxAttempts\": 2, \"minBackoff\": \"0.1s\", \"maxBackoff\": \"0.1s\"}";

  /** What a socket does with each connection, after it has read something. */
  private interface Behaviour {
    void with(Socket socket) throws IOException;
  }

  @Test
  void badTargets_failTheirOwnTasksOnly() throws Exception {
    SluiceProcess sluice = SharedSluice.get();
    Api bad = Api.withQueue(sluice, "bad-targets", TWO_ATTEMPTS);
    Api good = Api.withQueue(sluice, "good-targets", "");
    AtomicBoolean done = new AtomicBoolean();
    try (RecordingTarget target = RecordingTarget.start();
        ServerSocket hangs = serve(done, socket -> waitFor(done));
        ServerSocket garbage =
            serve(done, socket -> write(socket, "\0\1\2 this is not HTTP\r\n\r\n"));
        ServerSocket closes = serve(done, socket -> {});
        ServerSocket endless = serve(done, BadTargetsIT::answerWithoutEnd)) {
      bad.createTask("unresolvable", "http://no-such-host.invalid/", "");
      bad.createTask("refuses", "http://127.0.0.1:1/", "");
      bad.createTask("hangs", url(hangs), "\"dispatchDeadline\": \"15s\"");
      bad.createTask("garbage", url(garbage), "");
      bad.createTask("closes-early", url(closes), "");
      bad.createTask("endless", url(endless), "");
      for (int i = 0; i < 20; i++) {
        good.createTask("good-" + i, target.url("/"), "");
      }

      await().atMost(Duration.ofSeconds(10)).until(() -> target.arrivals().size() == 20);
      await().atMost(Duration.ofSeconds(10)).until(() -> bad.deadLetters().size() >= 4);
      // its status line said 200: what follows does not matter
      await().atMost(Duration.ofSeconds(10)).until(() -> bad.task("endless").status() == 404);
      await().atMost(Duration.ofSeconds(45)).until(() -> bad.deadLetters().size() == 5);
      assertThat(bad.deadLetters().stream().map(BadTargetsIT::taskId))
          .containsExactlyInAnyOrder("unresolvable", "refuses", "garbage", "closes-early", "hangs");
      for (JsonNode letter : bad.deadLetters()) {
        assertThat(letter.path("cause").asText()).isEqualTo("ATTEMPTS_EXHAUSTED");
        assertThat(letter.path("dispatchCount").asInt()).as(letter.toString()).isEqualTo(2);
      }
      assertThat(sluice.stderr()).doesNotContain("\tat dev.sluice");
    } finally {
      done.set(true);
    }
  }

  private static String taskId(JsonNode letter) {
    String name = letter.path("task").path("name").asText();
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static String url(ServerSocket server) {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  private static ServerSocket serve(AtomicBoolean done, Behaviour behaviour) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> acceptAll(server, done, behaviour));
    return server;
  }

  private static void acceptAll(ServerSocket server, AtomicBoolean done, Behaviour behaviour) {
    while (!done.get()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> answer(socket, behaviour));
      } catch (IOException e) {
        return; // the test has closed the socket
      }
    }
  }

  private static void answer(Socket socket, Behaviour behaviour) {
    try (socket) {
      if (socket.getInputStream().read() >= 0) {
        behaviour.with(socket);
      }
    } catch (IOException e) {
      return; // the client has given up, as it should
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static void waitFor(AtomicBoolean done) {
    await().atMost(Duration.ofMinutes(2)).untilTrue(done);
  }

  private static void answerWithoutEnd(Socket socket) throws IOException {
    write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    byte[] chunk = ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    while (true) {
      out.write(chunk);
    }
  }
}
