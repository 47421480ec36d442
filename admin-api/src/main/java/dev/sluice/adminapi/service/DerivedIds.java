package dev.sluice.adminapi.service;

import dev.sluice.schemas.QueueName;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;

/** Task ids that follow from a batch's request id, so that a retry makes the same ones. */
final class DerivedIds {

  private static final int BYTES = 16;

  private DerivedIds() {}

  /** Makes the id of one task of a batch: decimal digits, as all generated ids. */
  static String of(QueueName queue, String requestId, int index) {
    String text = queue + " " + requestId.toLowerCase(Locale.ROOT) + " " + index;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return new BigInteger(1, Arrays.copyOf(hash, BYTES)).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
