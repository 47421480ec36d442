package dev.sluice.schemas;

/** What of a foreign value is shown in a message: its beginning, on one line. */
final class Excerpt {

  private static final int MAX_CHARS = 60;

  private Excerpt() {}

  static String of(String value) {
    return of(value, MAX_CHARS);
  }

  static String of(String value, int maxChars) {
    StringBuilder shown = new StringBuilder(Math.min(value.length(), maxChars) + 3);
    for (int i = 0; i < Math.min(value.length(), maxChars); i++) {
      char c = value.charAt(i);
      shown.append(Ascii.isControl(c) ? '?' : c);
    }
    return value.length() > maxChars ? shown.append("...").toString() : shown.toString();
  }
}
