package dev.sluice.adminapi.view;

import dev.sluice.adminapi.call.Refusals;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Where a list goes on, opaque to callers. A token carries a checksum of what it is a list of, so
 * that one of another list, or of another filter, is refused instead of skipping entries silently;
 * and when it was made, since it is valid for two hours (spec section 1.3).
 */
public final class PageToken {

  /** How long a token is valid. */
  public static final Duration VALIDITY = Duration.ofHours(2);

  private static final int HEAD_BYTES = Integer.BYTES + Long.BYTES;

  private PageToken() {}

  /**
   * Writes a token.
   *
   * @param list what is listed: the kind, the parent and whatever else selects the entries
   * @param after where to go on, not empty
   */
  public static String write(String list, String after, Instant now) {
    byte[] text = after.getBytes(StandardCharsets.UTF_8);
    long madeSeconds = now.getEpochSecond();
    ByteBuffer bytes =
        ByteBuffer.allocate(HEAD_BYTES + text.length)
            .putInt(checksum(list, madeSeconds, text))
            .putLong(madeSeconds)
            .put(text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Reads a token; empty for an empty one.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if it is not a token of this list, or
   *     older than {@link #VALIDITY}
   */
  public static String read(String list, String token, Instant now) {
    if (token.isEmpty()) {
      return "";
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.remaining() <= HEAD_BYTES) {
        throw notOfThisList();
      }
      int checksum = bytes.getInt();
      long madeSeconds = bytes.getLong();
      byte[] text = new byte[bytes.remaining()];
      bytes.get(text);
      if (checksum != checksum(list, madeSeconds, text)) {
        throw notOfThisList();
      }
      if (now.getEpochSecond() - madeSeconds > VALIDITY.toSeconds()) {
        throw Refusals.invalid(
            "pageToken has expired (expected: one made within the last 2 hours); start the list"
                + " again.");
      }
      CharBuffer after = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return after.toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw notOfThisList();
    }
  }

  /** INVALID_ARGUMENT: no token that was ever written for this list. */
  public static StatusRuntimeException notOfThisList() {
    return Refusals.invalid(
        "pageToken is not valid (expected: the nextPageToken of the previous page of the same"
            + " list)");
  }

  private static int checksum(String list, long madeSeconds, byte[] after) {
    CRC32 crc = new CRC32();
    crc.update(list.getBytes(StandardCharsets.UTF_8));
    crc.update(0);
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(madeSeconds).array());
    crc.update(after);
    return (int) crc.getValue();
  }
}
