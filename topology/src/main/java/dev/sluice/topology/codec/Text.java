package dev.sluice.topology.codec;

import java.nio.charset.StandardCharsets;

/** Foreign text, kept short enough for records and messages. */
final class Text {

  private static final int MAX_CHARS = 1_000;

  private Text() {}

  static String clip(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
    return text.substring(0, end) + "...";
  }

  static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
