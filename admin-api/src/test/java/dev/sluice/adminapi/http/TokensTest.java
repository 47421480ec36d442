package dev.sluice.adminapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adminapi.backend.MemoryBackend;
import dev.sluice.adminapi.http.ApiFixture.Answer;
import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens of requests: who may ask for which, and where handlers find the keys. */
final class TokensTest {

  private static final String QUEUE = ApiFixture.LOCATION + "/queues/tokens";

  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void stop() {
    api.close();
  }

  private Answer createTask(String token) throws Exception {
    api.post("/v2/" + ApiFixture.LOCATION + "/queues", "{\"name\":\"" + QUEUE + "\"}");
    return api.post(
        "/v2/" + QUEUE + "/tasks",
        "{\"task\":{\"httpRequest\":{\"url\":\"http://x/\"," + token + "}}}");
  }

  @Test
  void oidcToken_ofAnybody_isTakenAndShown() throws Exception {
    Answer answer =
        createTask("\"oidcToken\":{\"serviceAccountEmail\":\"a@b.c\",\"audience\":\"them\"}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/httpRequest/oidcToken/serviceAccountEmail").asText())
        .isEqualTo("a@b.c");
    assertThat(answer.json().at("/httpRequest/oidcToken/audience").asText()).isEqualTo("them");
  }

  @Test
  void oauthToken_ofAnAccountWithoutConfiguration_isRefused() throws Exception {
    Answer answer = createTask("\"oauthToken\":{\"serviceAccountEmail\":\"a@b.c\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(answer.message())
        .startsWith("HttpRequest.oauthToken: no token endpoint is configured for \"a@b.c\"");
    assertThat(
            createTask("\"oauthToken\":{\"serviceAccountEmail\":\"oauth@example.com\"}").status())
        .isEqualTo(200);
  }

  @Test
  void httpTarget_withATokenNobodyCanGet_isRefused() throws Exception {
    Answer answer =
        api.post(
            "/v2/" + ApiFixture.LOCATION + "/queues",
            "{\"name\":\""
                + QUEUE
                + "\",\"httpTarget\":{\"oauthToken\":{\"serviceAccountEmail\":\"a@b.c\"}}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).startsWith("HttpTarget.oauthToken: no token endpoint");
  }

  @Test
  void keys_ofTheInstallation_arePublished() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    api.keys.put(
        new SigningKey(
            "k1",
            SigningAlgorithm.RS256,
            ByteBuffer.wrap(pair.getPublic().getEncoded()),
            ByteBuffer.wrap(pair.getPrivate().getEncoded()),
            MemoryBackend.NOW,
            MemoryBackend.NOW.plusSeconds(60)));

    Answer configuration = api.get("/.well-known/openid-configuration");
    assertThat(configuration.json().path("issuer").asText())
        .isEqualTo("https://sluice.example.com");
    assertThat(configuration.json().path("jwks_uri").asText())
        .isEqualTo("https://sluice.example.com/.well-known/jwks.json");
    Answer keys = api.get("/.well-known/jwks.json");
    assertThat(keys.json().at("/keys/0/kid").asText()).isEqualTo("k1");
    assertThat(keys.json().at("/keys/0").has("d")).isFalse();
    assertThat(api.get("/.well-known/certs").json().path("k1").asText())
        .startsWith("-----BEGIN PUBLIC KEY-----");
  }
}
