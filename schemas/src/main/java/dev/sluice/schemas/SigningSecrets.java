package dev.sluice.schemas;

import java.util.Base64;

/**
 * Secrets in the spelling of Standard Webhooks: {@code whsec_} and base64 for a secret shared with
 * the receiver, {@code whsk_} and base64 for the sender's ed25519 key.
 */
public final class SigningSecrets {

  /** What starts a secret for HMAC-SHA256. */
  public static final String HMAC_PREFIX = "whsec_";

  /** What starts a private ed25519 key. */
  public static final String ED25519_PREFIX = "whsk_";

  private static final int MIN_HMAC_BYTES = 24;
  private static final int MAX_HMAC_BYTES = 64;
  private static final int SEED_BYTES = 32;
  private static final int SEED_AND_PUBLIC_KEY_BYTES = 64;

  private SigningSecrets() {}

  /** Returns whether a text is a secret of one of the two kinds. */
  public static boolean isValid(String secret) {
    try {
      int bytes = key(secret).length;
      return secret.startsWith(HMAC_PREFIX)
          ? bytes >= MIN_HMAC_BYTES && bytes <= MAX_HMAC_BYTES
          : bytes == SEED_BYTES || bytes == SEED_AND_PUBLIC_KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Returns the bytes of a secret's key.
   *
   * @throws IllegalArgumentException if it is of neither kind, without telling it
   */
  public static byte[] key(String secret) {
    String prefix = secret.startsWith(HMAC_PREFIX) ? HMAC_PREFIX : ED25519_PREFIX;
    if (!secret.startsWith(prefix)) {
      throw new IllegalArgumentException("secret: of no known kind (expected: whsec_ or whsk_)");
    }
    try {
      return Base64.getDecoder().decode(secret.substring(prefix.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("secret: " + prefix + "... (expected: base64)", e);
    }
  }
}
