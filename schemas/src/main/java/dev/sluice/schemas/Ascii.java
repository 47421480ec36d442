package dev.sluice.schemas;

/** Classes of ASCII characters. */
final class Ascii {

  private Ascii() {}

  static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** True for a character of an HTTP token (RFC 9110, section 5.6.2), such as a header's name. */
  static boolean isToken(char c) {
    return isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  static boolean isControl(char c) {
    return c < 0x20 || c == 0x7f;
  }
}
