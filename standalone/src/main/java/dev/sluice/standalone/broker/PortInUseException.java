package dev.sluice.standalone.broker;

import dev.sluice.standalone.error.UserErrorException;

/** The port on which the broker was told to listen is taken. */
public final class PortInUseException extends UserErrorException {

  private static final long serialVersionUID = 1L;

  PortInUseException(int port) {
    super(
        "port "
            + port
            + " is in use by another process (expected: a free one for the embedded Kafka; choose"
            + " another with sluice.broker.port)");
  }
}
