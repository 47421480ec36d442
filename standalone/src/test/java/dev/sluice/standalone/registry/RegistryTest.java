package dev.sluice.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.TlsKeyPair;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.schemas.registry.RegistryClient;
import dev.sluice.schemas.registry.RegistryException;
import dev.sluice.schemas.registry.RegistrySettings;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.schemas.tls.TlsParts;
import dev.sluice.standalone.config.ConfigException;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.standalone.error.UserErrorException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryTest {

  @TempDir Path folder;

  private Settings settings(String... lines) throws Exception {
    Path file = Files.writeString(folder.resolve("sluice.properties"), String.join("\n", lines));
    return new SettingsLoader().file(file).load();
  }

  @Test
  void registry_ofSeveralUrls_isAskedByItsUser() throws Exception {
    RegistrySettings registry =
        Registry.registry(
            settings(
                "sluice.registry.urls=https://a:8081/, http://b/apis/ccompat/v7",
                "sluice.registry.user=me",
                "sluice.registry.password=secret",
                "sluice.registry.timeout=2s"));

    assertThat(registry.urls())
        .containsExactly(URI.create("https://a:8081"), URI.create("http://b/apis/ccompat/v7"));
    assertThat(registry.authorization().get()).contains("Basic bWU6c2VjcmV0");
    assertThat(registry.timeout()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void registry_withATokenFile_readsItForEachRequest() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "one\n");
    RegistrySettings registry =
        Registry.registry(
            settings("sluice.registry.urls=http://a", "sluice.registry.token-file=" + token));

    assertThat(registry.authorization().get()).contains("Bearer one");
    Files.writeString(token, "two");
    assertThat(registry.authorization().get()).contains("Bearer two");
  }

  @Test
  void registry_whatCannotBe_isRefusedAtTheStart() throws Exception {
    Settings both =
        settings(
            "sluice.registry.urls=http://a",
            "sluice.registry.user=me",
            "sluice.registry.token-file=" + folder.resolve("none"));
    Settings unreadable =
        settings(
            "sluice.registry.urls=http://a",
            "sluice.registry.token-file=" + folder.resolve("none"));
    Settings noAuthority =
        settings(
            "sluice.registry.urls=http://a",
            "sluice.registry.tls.ca-file=" + folder.resolve("none"));

    assertThatThrownBy(() -> Registry.registry(both))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            "sluice.registry.user and sluice.registry.token-file: both given (expected: one of"
                + " them)");
    assertThatThrownBy(() -> Registry.registry(unreadable))
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith("sluice.registry.token-file: ");
    assertThatThrownBy(() -> Registry.registry(noAuthority))
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith("sluice.registry.tls.ca-file: ");
    assertThatThrownBy(() -> settings("sluice.registry.urls=registry:8081"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("sluice.registry.urls: \"registry:8081\" from ")
        .hasMessageContaining("(expected: http or https URLs, comma separated; ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://me:secret@a", "http://b, https://me:secret and more@a"})
  void settings_withAPasswordInAUrl_sayWhereItBelongsAndDoNotShowIt(String urls) {
    assertThatThrownBy(() -> settings("sluice.registry.urls=" + urls))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("sluice.registry.urls: user info in a URL, not shown here, from ")
        .hasMessageContaining("sluice.registry.user and sluice.registry.password")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret\nsecond", "secret second"})
  void registry_whoseTokenFileHoldsSomethingElse_isRefusedWithoutIt(String text) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), text);
    Settings settings =
        settings("sluice.registry.urls=http://a", "sluice.registry.token-file=" + token);

    assertThatThrownBy(() -> Registry.registry(settings))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            "sluice.registry.token-file: " + token + " (expected: a token and nothing else)");
  }

  @Test
  void registry_thatAsksForACertificate_isShownIt() throws Exception {
    TlsKeyPair server = TlsKeyPair.ofSelfSigned("localhost");
    TlsKeyPair caller = TlsKeyPair.ofSelfSigned("sluice");
    HttpsServer registry = registry(server, caller);
    try {
      String url = "https://localhost:" + registry.getAddress().getPort();
      String ca = "sluice.registry.tls.ca-file=" + certificate("server.pem", server);
      String cert = "sluice.registry.tls.cert-file=" + certificate("caller.pem", caller);
      String key = "sluice.registry.tls.key-file=" + key("caller-key.pem", caller);
      Settings shown = settings("sluice.registry.urls=" + url, ca, cert, key);
      Settings hidden = settings("sluice.registry.urls=" + url, ca);
      Settings half = settings("sluice.registry.urls=" + url, cert);
      Settings wrong =
          settings(
              "sluice.registry.urls=" + url,
              cert,
              "sluice.registry.tls.key-file=" + key("server-key.pem", server));

      assertThat(new RegistryClient(Registry.registry(shown)).schema(7)).isPresent();
      assertThatThrownBy(() -> new RegistryClient(Registry.registry(hidden)).schema(7))
          .isInstanceOf(RegistryException.class);
      assertThatThrownBy(() -> Registry.registry(half))
          .isInstanceOf(UserErrorException.class)
          .hasMessage(
              "sluice.registry.tls.cert-file without sluice.registry.tls.key-file (expected: both,"
                  + " or neither)");
      assertThatThrownBy(() -> Registry.registry(wrong))
          .isInstanceOf(UserErrorException.class)
          .hasMessageStartingWith("sluice.registry.tls.key-file: ")
          .hasMessageEndingWith(" key)");
    } finally {
      registry.stop(0);
    }
  }

  /** A registry that answers to who has one certificate. */
  private static HttpsServer registry(TlsKeyPair server, TlsKeyPair caller) throws Exception {
    HttpsServer registry =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext tls =
        TlsParts.context(
            Optional.of(TlsParts.showing(server.certificateChain(), server.privateKey())),
            Optional.of(TlsParts.trusting(caller.certificateChain())));
    registry.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters connection) {
            SSLParameters parameters = tls.getDefaultSSLParameters();
            parameters.setNeedClientAuth(true);
            connection.setSSLParameters(parameters);
          }
        });
    registry.createContext(
        "/schemas/ids/7",
        exchange -> {
          byte[] body = "{\"schema\": \"\\\"string\\\"\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    registry.start();
    return registry;
  }

  private Path certificate(String name, TlsKeyPair pair) throws Exception {
    return pem(name, "CERTIFICATE", pair.certificateChain().getFirst().getEncoded());
  }

  private Path key(String name, TlsKeyPair pair) throws Exception {
    return pem(name, "PRIVATE KEY", pair.privateKey().getEncoded());
  }

  private Path pem(String name, String kind, byte[] bytes) throws Exception {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  @Test
  void taskSchemas_withoutARegistry_areNone() throws Exception {
    assertThat(Registry.taskSchemas(settings())).isSameAs(TaskSchemas.NONE);
  }
}
