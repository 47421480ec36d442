package dev.sluice.delivery.core;

import java.util.Locale;

/**
 * How an attempt ended.
 *
 * @param kind how
 * @param httpStatus status of the response; 0 unless RESPONDED
 * @param retryAfterMillis wait the response asks for; -1: none
 * @param error what went wrong, for people; empty when RESPONDED
 * @param body first bytes of the response's body
 */
public record AttemptEnd(
    Kind kind, int httpStatus, long retryAfterMillis, String error, byte[] body) {

  private static final int LONGEST_ERROR = 500;

  /** How an attempt can end; as {@code OutcomeKind} in the schemas. */
  public enum Kind {
    /** A status line arrived. */
    RESPONDED,
    /** The deadline passed. */
    DEADLINE_EXCEEDED,
    /** No response. */
    CONNECTION_FAILED,
    /** Never written to a socket: dispatch again. */
    ABANDONED,
    /** The request must not or cannot be sent. */
    REFUSED
  }

  /** Cuts long errors: they come from targets, too. */
  public AttemptEnd {
    error = error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR) + "...";
  }

  /** An attempt that got a response. */
  public static AttemptEnd responded(int httpStatus, long retryAfterMillis, byte[] body) {
    return new AttemptEnd(Kind.RESPONDED, httpStatus, retryAfterMillis, "", body);
  }

  /** An attempt that got none. */
  public static AttemptEnd failed(Kind kind, String error) {
    return new AttemptEnd(kind, 0, -1, error, new byte[0]);
  }

  /** Returns the same end without the body, and with another text where there may be one. */
  public AttemptEnd reducedTo(String text) {
    return kind == Kind.RESPONDED
        ? responded(httpStatus, retryAfterMillis, new byte[0])
        : failed(kind, text);
  }

  /** Returns a word for metrics: 2xx to 5xx, or the kind in small letters. */
  public String label() {
    return kind == Kind.RESPONDED ? httpStatus / 100 + "xx" : kind.name().toLowerCase(Locale.ROOT);
  }
}
