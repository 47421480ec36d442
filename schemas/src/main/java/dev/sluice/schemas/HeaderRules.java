package dev.sluice.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** What the headers of a request must obey, wherever they stand (spec section 1.3). */
final class HeaderRules {

  private HeaderRules() {}

  /**
   * Returns the first rule that headers break.
   *
   * @param where the field that holds them, for the message
   */
  static Optional<String> violation(String where, Iterable<Map.Entry<String, String>> headers) {
    long bytes = 0;
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey();
      if (name.isEmpty() || !name.chars().allMatch(c -> Ascii.isToken((char) c))) {
        return Optional.of(
            where
                + ": \""
                + Excerpt.of(name)
                + "\" is not a header name (letters, digits and !#$%&'*+-.^_`|~).");
      }
      if (header.getValue().chars().anyMatch(c -> c != '\t' && Ascii.isControl((char) c))) {
        return Optional.of(
            where
                + ": the value of \""
                + Excerpt.of(name)
                + "\" must not contain control characters, such as line breaks.");
      }
      bytes += name.length() + header.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes < TaskRules.HEADER_BYTES_LIMIT
        ? Optional.empty()
        : Optional.of(where + " must be less than 80 KB in total.");
  }

  static Optional<String> violation(String where, Map<String, String> headers) {
    return violation(where, headers.entrySet());
  }
}
