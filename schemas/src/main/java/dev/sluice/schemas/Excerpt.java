package dev.sluice.schemas;

/** What of a foreign value is shown in a message: its beginning, on one line. */
final class Excerpt {

  private static final int MAX_CHARS = 60;

  private Excerpt() {}

  static String of(String value) {
    StringBuilder shown = new StringBuilder(Math.min(value.length(), MAX_CHARS) + 3);
    value
        .chars()
        .limit(MAX_CHARS)
        .forEach(c -> shown.append(Ascii.isControl((char) c) ? '?' : (char) c));
    return value.length() > MAX_CHARS ? shown.append("...").toString() : shown.toString();
  }
}
