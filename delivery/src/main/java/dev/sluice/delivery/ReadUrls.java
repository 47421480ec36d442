package dev.sluice.delivery;

import dev.sluice.delivery.core.RequestRefusedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;

/**
 * Reads URLs, and remembers some that were read: the tasks of a queue mostly go to the same few,
 * and to take a URL apart costs about a seventh of the client's work for a short request.
 */
final class ReadUrls {

  private static final int MOST = 256;
  private static final int LONGEST_CHARS = 1024;

  private final Map<String, HttpUrl> read = new ConcurrentHashMap<>();

  /**
   * Returns a URL that can be sent as given.
   *
   * @throws RequestRefusedException if there is none, see {@link RequestTarget}
   */
  HttpUrl of(String url) throws RequestRefusedException {
    HttpUrl known = read.get(url);
    if (known != null) {
      return known;
    }
    HttpUrl parsed = RequestTarget.parse(url);
    if (url.length() <= LONGEST_CHARS) {
      if (read.size() >= MOST) {
        read.clear();
      }
      read.put(url, parsed);
    }
    return parsed;
  }

  int size() {
    return read.size();
  }
}
