package dev.sluice.delivery;

import dev.sluice.delivery.core.RequestHeaders.Header;
import dev.sluice.schemas.SigningSecrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as Standard Webhooks ask for: the headers webhook-id, webhook-timestamp and
 * webhook-signature, the last with one signature for each secret.
 */
final class WebhookSignature {

  private static final int SEED_BYTES = 32;

  private WebhookSignature() {}

  /**
   * Returns the headers that sign a request.
   *
   * @param secrets the queue's
   * @param id tells the message from others, the same for all of its attempts
   * @param sentAt when it is sent
   * @throws GeneralSecurityException if a secret is not a key
   */
  static List<Header> of(List<String> secrets, String id, Instant sentAt, byte[] body)
      throws GeneralSecurityException {
    String seconds = Long.toString(sentAt.getEpochSecond());
    byte[] start = (id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8);
    byte[] signed = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, signed, start.length, body.length);
    StringJoiner signatures = new StringJoiner(" ");
    for (String secret : secrets) {
      signatures.add(signature(secret, signed));
    }
    return List.of(
        new Header("webhook-id", id),
        new Header("webhook-timestamp", seconds),
        new Header("webhook-signature", signatures.toString()));
  }

  private static String signature(String secret, byte[] signed) throws GeneralSecurityException {
    byte[] key = SigningSecrets.key(secret);
    return secret.startsWith(SigningSecrets.HMAC_PREFIX)
        ? "v1," + base64(hmac(key, signed))
        : "v1a," + base64(ed25519(Arrays.copyOf(key, SEED_BYTES), signed));
  }

  private static byte[] hmac(byte[] key, byte[] signed) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(signed);
  }

  private static byte[] ed25519(byte[] seed, byte[] signed) throws GeneralSecurityException {
    PrivateKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    Signature signing = Signature.getInstance("Ed25519");
    signing.initSign(key);
    signing.update(signed);
    return signing.sign();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
