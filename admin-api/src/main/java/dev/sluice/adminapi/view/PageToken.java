package dev.sluice.adminapi.view;

import dev.sluice.adminapi.call.Refusals;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Where a list goes on, opaque to callers. A token carries a checksum of what it is a list of, so
 * that one of another list is refused instead of skipping entries silently.
 */
public final class PageToken {

  private PageToken() {}

  /**
   * Writes a token.
   *
   * @param list what is listed: the kind, the parent and whatever else selects the entries
   * @param after where to go on, not empty
   */
  public static String write(String list, String after) {
    byte[] text = after.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES + text.length).putInt(checksum(list, text)).put(text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Reads a token; empty for an empty one.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if it is not a token of this list
   */
  public static String read(String list, String token) {
    if (token.isEmpty()) {
      return "";
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.remaining() <= Integer.BYTES) {
        throw notOfThisList();
      }
      int checksum = bytes.getInt();
      byte[] text = new byte[bytes.remaining()];
      bytes.get(text);
      if (checksum != checksum(list, text)) {
        throw notOfThisList();
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

  private static int checksum(String list, byte[] after) {
    CRC32 crc = new CRC32();
    crc.update(list.getBytes(StandardCharsets.UTF_8));
    crc.update(0);
    crc.update(after);
    return (int) crc.getValue();
  }
}
