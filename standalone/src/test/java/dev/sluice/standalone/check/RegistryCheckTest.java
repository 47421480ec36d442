package dev.sluice.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.standalone.config.RegistryKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryCheckTest {

  @Test
  void look_eachAddress_isAskedByItself() throws Exception {
    HttpServer registry = server(404, "{\"error_code\": 40403, \"message\": \"no schema\"}");
    HttpServer closed = server(401, "{\"error_code\": 401, \"message\": \"who are you\"}");
    HttpServer page = server(404, "not here");
    try {
      List<Finding> findings = new ArrayList<>();
      RegistryCheck.look(settings(registry, closed, page), findings);

      assertThat(findings)
          .extracting(Finding::result)
          .containsExactly(Finding.Result.OK, Finding.Result.FAILED, Finding.Result.FAILED);
      assertThat(findings.get(1).found()).contains("answered 401: who are you");
      assertThat(findings.get(1).remedy()).startsWith("sluice.registry.");
      assertThat(findings.get(2).remedy()).startsWith("is a registry running there");
    } finally {
      registry.stop(0);
      closed.stop(0);
      page.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaType\": \"PROTOBUF\", \"schema\": \"message A {}\"}",
        "{\"schema\": \"not Avro\"}",
      })
  void look_schemaOfSomebodyElse_isAnAnswer(String schema) throws Exception {
    HttpServer registry = server(200, schema);
    try {
      List<Finding> findings = new ArrayList<>();
      RegistryCheck.look(settings(registry), findings);

      assertThat(findings).extracting(Finding::result).containsExactly(Finding.Result.OK);
      assertThat(findings.getFirst().found()).isEqualTo("answers");
    } finally {
      registry.stop(0);
    }
  }

  @Test
  void look_tokenFileThatCannotBeRead_isAFinding(@TempDir Path folder) throws Exception {
    Path absent = folder.resolve("absent");
    Settings settings =
        new SettingsLoader()
            .option(RegistryKeys.URLS, "--test", "http://127.0.0.1:1")
            .option(RegistryKeys.TOKEN_FILE, "--test", absent.toString())
            .load();
    List<Finding> findings = new ArrayList<>();
    RegistryCheck.look(settings, findings);

    assertThat(findings).extracting(Finding::result).containsExactly(Finding.Result.FAILED);
    assertThat(findings.getFirst().found())
        .startsWith("sluice.registry.token-file: " + absent + " cannot be read");
  }

  private static Settings settings(HttpServer... servers) {
    List<String> urls = new ArrayList<>();
    for (HttpServer server : servers) {
      urls.add("http://127.0.0.1:" + server.getAddress().getPort());
    }
    return new SettingsLoader().option(RegistryKeys.URLS, "--test", String.join(",", urls)).load();
  }

  private static HttpServer server(int status, String answer) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }
}
