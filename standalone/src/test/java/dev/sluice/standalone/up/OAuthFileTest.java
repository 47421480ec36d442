package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.delivery.token.OAuthClient;
import dev.sluice.standalone.error.UserErrorException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OAuthFileTest {

  @TempDir Path folder;

  private String file(String content) throws Exception {
    return Files.writeString(folder.resolve("oauth.yaml"), content).toString();
  }

  @Test
  void read_accounts_inYamlOrJson() throws Exception {
    OAuthClient client =
        new OAuthClient(
            URI.create("https://issuer.example.com/token"),
            "id",
            "secret",
            List.of("api.example.com", ".example.net"));

    assertThat(
            OAuthFile.read(
                file(
                    """
                    me@example.com:
                      tokenEndpoint: https://issuer.example.com/token
                      clientId: id
                      clientSecret: secret
                      hosts: [api.example.com, .example.net]
                    """)))
        .containsOnlyKeys("me@example.com")
        .containsValue(client);
    assertThat(
            OAuthFile.read(
                file(
                    "{\"me@example.com\": {\"tokenEndpoint\": \"https://issuer.example.com/token\","
                        + "\"clientId\": \"id\", \"clientSecret\": \"secret\","
                        + "\"hosts\": [\"api.example.com\", \".example.net\"]}}")))
        .containsValue(client);
    assertThat(client.toString()).doesNotContain("secret");
  }

  @Test
  void read_noFile_isNone() {
    assertThat(OAuthFile.read("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                       | (expected: an object from e-mails
          a@b: {}                                                  | a@b: has no tokenEndpoint
          a@b: {tokenEndpoint: ftp://x, clientId: i, clientSecret: s} | tokenEndpoint: ftp://x (expected: a URL)
          a@b: {tokenEndpoint: 'https://x', clientId: i}           | a@b: has no clientSecret
          a@b: {tokenEndpoint: 'https://x', clientId: i, clientSecret: s} | a@b: has no hosts
          a@b: [                                                   | not YAML or JSON
          """)
  void read_wrong_isSaidWithItsPlace(String content, String message) throws Exception {
    String file = file(content);

    assertThatThrownBy(() -> OAuthFile.read(file))
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith(file)
        .hasMessageContaining(message);
  }

  @Test
  void read_missingFile_isSaid() {
    assertThatThrownBy(() -> OAuthFile.read("none.yaml"))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("none.yaml: cannot be read");
  }
}
