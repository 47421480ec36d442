package dev.sluice.adminapi.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWKSet;
import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class KeyDocumentsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static KeyPair ec() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static SigningKey key(String id, SigningAlgorithm algorithm, KeyPair pair, Instant from) {
    return new SigningKey(
        id,
        algorithm,
        ByteBuffer.wrap(pair.getPublic().getEncoded()),
        ByteBuffer.wrap(pair.getPrivate().getEncoded()),
        from,
        from.plusSeconds(3600));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Many keys, because a coordinate that starts with a zero byte is rare. */
  @RepeatedTest(20)
  void keySet_isReadByAnotherLibraryAsTheSameKeys() throws Exception {
    KeyPair rsa = rsa();
    KeyPair ec = ec();
    String document =
        text(
            KeyDocuments.keySet(
                List.of(
                    key("r", SigningAlgorithm.RS256, rsa, NOW),
                    key("e", SigningAlgorithm.ES256, ec, NOW))));

    JWKSet set = JWKSet.parse(document);
    assertThat(set.getKeyByKeyId("r").toRSAKey().toPublicKey()).isEqualTo(rsa.getPublic());
    assertThat(set.getKeyByKeyId("e").toECKey().toPublicKey().getEncoded())
        .isEqualTo(ec.getPublic().getEncoded());
    assertThat(set.getKeys()).noneMatch(jwk -> jwk.isPrivate());
    assertThat(document).doesNotContain("\"d\"");
  }

  @Test
  void configuration_namesIssuerAndKeys() throws Exception {
    JsonNode document = JSON.readTree(KeyDocuments.configuration("https://sluice.example.com/"));

    assertThat(document.path("issuer").asText()).isEqualTo("https://sluice.example.com/");
    assertThat(document.path("jwks_uri").asText())
        .isEqualTo("https://sluice.example.com/.well-known/jwks.json");
    assertThat(document.path("id_token_signing_alg_values_supported")).hasSize(2);
  }

  @Test
  void pems_areByKeyId() throws Exception {
    JsonNode pems =
        JSON.readTree(KeyDocuments.pems(List.of(key("r", SigningAlgorithm.RS256, rsa(), NOW))));

    assertThat(pems.path("r").asText())
        .startsWith("-----BEGIN PUBLIC KEY-----\n")
        .endsWith("\n-----END PUBLIC KEY-----\n");
  }

  @Test
  void keys_pastTheirTime_areNotPublished() throws Exception {
    PublishedKeys keys = new PublishedKeys();
    keys.put(key("b", SigningAlgorithm.ES256, ec(), NOW));
    keys.put(key("a", SigningAlgorithm.ES256, ec(), NOW.minusSeconds(60)));

    assertThat(keys.at(NOW)).extracting(SigningKey::getId).containsExactly("a", "b");
    assertThat(keys.at(NOW.plusSeconds(3599))).extracting(SigningKey::getId).containsExactly("b");
    assertThat(keys.at(NOW.plusSeconds(3600))).isEmpty();
    keys.remove("b");
    assertThat(keys.at(NOW)).hasSize(1);
  }
}
