package dev.sluice.schemas;

/** Bearer tokens, as they may stand in a header (RFC 6750, section 2.1). */
public final class BearerToken {

  private BearerToken() {}

  /**
   * Returns the value of the header {@code Authorization}. White space around the token, such as
   * the line break at the end of a file, is left out.
   *
   * @throws IllegalArgumentException if it is no token; the message does not show it
   */
  public static String header(String token) {
    String stripped = token.strip();
    if (!isOne(stripped)) {
      throw new IllegalArgumentException(
          "token: "
              + (stripped.isEmpty() ? "empty" : "with white space or what no header may have")
              + " (expected: one token of visible ASCII characters)");
    }
    return "Bearer " + stripped;
  }

  /** Whether it is a token and nothing else: visible ASCII characters. */
  public static boolean isOne(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
