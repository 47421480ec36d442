package dev.sluice.adminapi.view;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import dev.sluice.adminapi.call.Refusals;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.function.Predicate;

/**
 * The filter of ListQueues: the part of Cloud Logging's filter language that makes sense of a
 * queue's fields (spec section 1.3).
 *
 * <pre>
 * filter = clause { [ "AND" ] clause }      as there, OR binds more tightly than AND
 * clause = term { "OR" term }
 * term   = ( "NOT" | "-" ) term | "(" filter ")" | field operator value
 * </pre>
 */
public final class QueueFilter {

  private static final int MAX_CHARS = 10_000;
  private static final int MAX_DEPTH = 50;

  private final Descriptor type;
  private final List<FilterToken> tokens;
  private int at;
  private int depth;

  private QueueFilter(Descriptor type, List<FilterToken> tokens) {
    this.type = type;
    this.tokens = tokens;
  }

  /**
   * Reads a filter; a blank one lets everything through.
   *
   * @param type the message that a queue is shown as
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if it is not one
   */
  public static Predicate<Message> parse(String filter, Descriptor type) {
    if (filter.isBlank()) {
      return queue -> true;
    }
    if (filter.length() > MAX_CHARS) {
      throw invalid("longer than " + MAX_CHARS + " characters");
    }
    QueueFilter reading = new QueueFilter(type, FilterToken.split(filter));
    Predicate<Message> whole = reading.filter();
    if (reading.at < reading.tokens.size()) {
      throw invalid("unexpected \"" + reading.next().text() + "\"");
    }
    return whole;
  }

  static StatusRuntimeException invalid(String what) {
    return Refusals.invalid(
        "filter: "
            + what
            + " (expected: comparisons of a Queue's fields with =, !=, <, <=, >, >= or :, combined"
            + " with AND, OR, NOT and parentheses, such as state: PAUSED)");
  }

  private Predicate<Message> filter() {
    if (++depth > MAX_DEPTH) {
      throw invalid("nested more than " + MAX_DEPTH + " deep");
    }
    Predicate<Message> all = clause();
    while (at < tokens.size() && !tokens.get(at).is(")")) {
      skip("AND");
      all = all.and(clause());
    }
    depth--;
    return all;
  }

  private Predicate<Message> clause() {
    Predicate<Message> any = term();
    while (skip("OR")) {
      any = any.or(term());
    }
    return any;
  }

  private Predicate<Message> term() {
    boolean negated = false;
    while (skip("NOT") || skip("-")) {
      negated = !negated;
    }
    Predicate<Message> term = skip("(") ? parenthesis() : comparison();
    return negated ? term.negate() : term;
  }

  private Predicate<Message> parenthesis() {
    Predicate<Message> inner = filter();
    if (!skip(")")) {
      throw invalid("a ) is missing");
    }
    return inner;
  }

  private Predicate<Message> comparison() {
    FilterToken field = next();
    if (!field.isWord()) {
      throw invalid("\"" + field.text() + "\" where a field should be");
    }
    FilterToken operator = next();
    if (!operator.isOperator()) {
      throw invalid("\"" + operator.text() + "\" after \"" + field.text() + "\"");
    }
    FilterToken value = next();
    boolean minus = value.is("-");
    if (minus) {
      value = next();
    }
    if (!value.isWord()) {
      throw invalid("\"" + value.text() + "\" where a value should be");
    }
    return FilterTerm.of(
        type, field.text(), operator.text(), minus ? "-" + value.text() : value.text());
  }

  private boolean skip(String text) {
    if (at < tokens.size() && tokens.get(at).is(text)) {
      at++;
      return true;
    }
    return false;
  }

  private FilterToken next() {
    if (at >= tokens.size()) {
      throw invalid("it ends too early");
    }
    return tokens.get(at++);
  }
}
