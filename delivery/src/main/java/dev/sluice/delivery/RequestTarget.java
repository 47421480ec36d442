package dev.sluice.delivery;

import dev.sluice.delivery.core.RequestRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import okhttp3.HttpUrl;

/**
 * Reads a task's URL. Path and query are sent as they were given; only what may not stand in a
 * request line is percent-encoded. The HTTP client would resolve dot segments and turn backslashes;
 * a URL it would change in such a way is refused, so that no request goes to another resource than
 * the one that was named.
 */
final class RequestTarget {

  private RequestTarget() {}

  static HttpUrl parse(String url) throws RequestRefusedException {
    HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null) {
      throw new RequestRefusedException(
          "url: cannot be read (expected: an absolute http:// or https:// URL)");
    }
    String query = parsed.encodedQuery();
    String sent = query == null ? parsed.encodedPath() : parsed.encodedPath() + "?" + query;
    if (!isSame(pathAndQuery(url.strip()), sent)) {
      throw new RequestRefusedException(
          "url: cannot be sent as given (expected: no . or .. segments and no backslashes in its"
              + " path)");
    }
    return parsed;
  }

  private static String pathAndQuery(String url) {
    int authority = url.indexOf("//") + 2;
    int start = authority;
    while (start < url.length() && "/\\?#".indexOf(url.charAt(start)) < 0) {
      start++;
    }
    int fragment = url.indexOf('#', start);
    String given = url.substring(start, fragment < 0 ? url.length() : fragment);
    return given.startsWith("/") ? given : "/" + given;
  }

  /** Whether sent is given, but for characters that were percent-encoded on the way. */
  private static boolean isSame(String given, String sent) {
    if (given.equals(sent)) {
      return true;
    }
    int at = 0;
    for (int i = 0; i < given.length(); ) {
      int codePoint = given.codePointAt(i);
      i += Character.charCount(codePoint);
      String plain = Character.toString(codePoint);
      String found = sent.startsWith(plain, at) ? plain : encode(plain);
      if (!sent.startsWith(found, at)) {
        return false;
      }
      at += found.length();
    }
    return at == sent.length();
  }

  private static String encode(String plain) {
    StringBuilder encoded = new StringBuilder();
    for (byte one : plain.getBytes(StandardCharsets.UTF_8)) {
      encoded.append(String.format(Locale.ROOT, "%%%02X", one));
    }
    return encoded.toString();
  }
}
