package dev.sluice.adminapi.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of a filter.
 *
 * @param text what it says; without the quotes if it was quoted
 * @param quoted whether it was quoted, and so is a value whatever it says
 */
record FilterToken(String text, boolean quoted) {

  private static final Pattern PIECE =
      Pattern.compile(
          "\\s*(?:(\"(?:[^\"\\\\]|\\\\.)*+\")|(=~|!~|<=|>=|!=|[=<>:()-])|([^\\s\"=<>:()!-][^\\s\"=<>:()!]*+))",
          Pattern.DOTALL);
  private static final Pattern OPERATOR = Pattern.compile("<=|>=|!=|[=<>:]");
  private static final Pattern WORD = Pattern.compile("[^\"=<>:()!~-].*", Pattern.DOTALL);

  /**
   * Splits a filter. A value may hold colons, as times do, so it ends at a space or parenthesis.
   */
  static List<FilterToken> split(String filter) {
    List<FilterToken> tokens = new ArrayList<>();
    String rest = filter.strip();
    Matcher piece = PIECE.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      if (!piece.region(at, rest.length()).lookingAt()) {
        throw QueueFilter.invalid("\"" + clip(rest.substring(at)) + "\" is not understood");
      }
      if (piece.group(2) != null && piece.group(2).endsWith("~")) {
        throw QueueFilter.invalid("regular expressions are not supported");
      }
      tokens.add(token(piece));
      at = piece.end();
      if (tokens.getLast().isOperator()) {
        at = bareValue(rest, at, tokens);
      }
    }
    return tokens;
  }

  private static FilterToken token(Matcher piece) {
    return piece.group(1) != null
        ? new FilterToken(unquoted(piece.group(1)), true)
        : new FilterToken(piece.group().strip(), false);
  }

  private static int bareValue(String text, int from, List<FilterToken> tokens) {
    int start = from;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < text.length()
        && "()\"=<>!".indexOf(text.charAt(end)) < 0
        && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    if (end == start) {
      return from;
    }
    tokens.add(new FilterToken(text.substring(start, end), true));
    return end;
  }

  private static String unquoted(String text) {
    return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
  }

  private static String clip(String text) {
    return text.length() <= 30 ? text : text.substring(0, 30) + "...";
  }

  boolean is(String other) {
    return !quoted && text.equals(other);
  }

  boolean isOperator() {
    return !quoted && OPERATOR.matcher(text).matches();
  }

  boolean isWord() {
    return quoted || WORD.matcher(text).matches();
  }
}
