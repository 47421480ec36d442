package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.LOCATION;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnNamesTest {

  private static final OwnNames LOOPBACK =
      OwnNames.of(loopback(), List.of("Tasks.example.com."), false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8123",
        "LOCALHOST:8123",
        "localhost.",
        "sluice.localhost:8123",
        "127.0.0.1:8123",
        "127.0.0.1",
        "10.1.2.3:80",
        "[::1]:8123",
        "[::1]",
        "tasks.example.com:8123",
        "tasks.EXAMPLE.com"
      })
  void name_ofThisMachineOrOfTheSettings_isOurs(String authority) {
    assertThat(LOOPBACK.have(authority)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8123",
        "localhost.evil.example",
        "notlocalhost",
        "127.0.0.1.evil.example:8123",
        "sub.tasks.example.com",
        "evil.example:8123:127.0.0.1",
        ""
      })
  void name_ofAnybodyElse_isNot(String authority) {
    assertThat(LOOPBACK.have(authority)).isFalse();
  }

  @Test
  void names_whereCallersAreAsked_orOthersAreLetIn_areTheOperators() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 8123);

    assertThat(OwnNames.of(loopback(), List.of(), true).have("evil.example")).isTrue();
    assertThat(OwnNames.of(everywhere, List.of(), false).have("sluice:8123")).isTrue();
  }

  @Test
  void call_underAnothersName_isRefused_andReadsNoQueue() throws Exception {
    try (ApiFixture api = new ApiFixture()) {
      assertThat(get(api, "/v2/" + LOCATION + "/queues", "evil.example:" + api.port()))
          .startsWith("HTTP/1.1 403 ")
          .contains(
              "Host \\\"evil.example:"
                  + api.port()
                  + "\\\" is none of this API's (expected: localhost, an IP address, or a name of"
                  + " sluice.api.hosts).");
      assertThat(get(api, "/v2/" + LOCATION + "/queues", ApiFixture.NAME))
          .startsWith("HTTP/1.1 200 ");
      assertThat(get(api, "/healthz", "evil.example")).startsWith("HTTP/1.1 200 ");
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 8123);
  }

  /** The JDK's client sets the header itself, so this one is plain. */
  private static String get(ApiFixture api, String path, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer x\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8_192];
      while (answer.indexOf("}") < 0) {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
          break;
        }
        answer.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
      }
      return answer.toString();
    }
  }
}
