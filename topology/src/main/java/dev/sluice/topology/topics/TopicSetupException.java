package dev.sluice.topology.topics;

/** Topics are not as they must be; the message says, one sentence a line, which and how. */
public final class TopicSetupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TopicSetupException(String message) {
    super(message);
  }

  TopicSetupException(String message, Throwable cause) {
    super(message, cause);
  }
}
