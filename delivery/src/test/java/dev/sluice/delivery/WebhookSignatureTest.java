package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.delivery.core.RequestHeaders.Header;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WebhookSignatureTest {

  // The example that the libraries of Standard Webhooks test with.
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
  private static final String SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  // RFC 8032, section 7.1, test 1.
  private static final String SEED =
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  private static final String PUBLIC_KEY =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  private static final String X509_OF_ED25519 = "302a300506032b6570032100";

  @Test
  void hmac_ofTheStandardsExample_isTheStandards() throws Exception {
    assertThat(WebhookSignature.of(List.of(SECRET), ID, AT, BODY))
        .containsExactly(
            new Header("webhook-id", ID),
            new Header("webhook-timestamp", "1614265330"),
            new Header("webhook-signature", SIGNED));
  }

  @Test
  void ed25519_isVerifiedByThePublicKey() throws Exception {
    byte[] seed = HexFormat.of().parseHex(SEED);
    byte[] both = HexFormat.of().parseHex(SEED + PUBLIC_KEY);
    for (byte[] key : List.of(seed, both)) {
      String signature = signature("whsk_" + Base64.getEncoder().encodeToString(key));

      assertThat(signature).startsWith("v1a,");
      assertThat(verifies(signature.substring(4), ID + ".1614265330." + text(BODY))).isTrue();
      assertThat(verifies(signature.substring(4), ID + ".1614265331." + text(BODY))).isFalse();
    }
  }

  @Test
  void rotation_twoSecrets_makeTwoSignatures() throws Exception {
    String other = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    String value = WebhookSignature.of(List.of(other, SECRET), ID, AT, BODY).get(2).value();

    assertThat(value.split(" ", -1)).hasSize(2).endsWith(SIGNED).allMatch(s -> s.startsWith("v1,"));
  }

  @Test
  void secret_ofNoKind_isNotTold() {
    assertThatThrownBy(() -> signature("topsecret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("topsecret");
  }

  private static String signature(String secret) throws Exception {
    return WebhookSignature.of(List.of(secret), ID, AT, BODY).get(2).value();
  }

  private static boolean verifies(String base64, String signed) throws Exception {
    PublicKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(HexFormat.of().parseHex(X509_OF_ED25519 + PUBLIC_KEY)));
    Signature verifying = Signature.getInstance("Ed25519");
    verifying.initVerify(key);
    verifying.update(signed.getBytes(StandardCharsets.UTF_8));
    return verifying.verify(Base64.getDecoder().decode(base64));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
