package dev.sluice.standalone.broker;

/** The port on which the broker was told to listen is taken. */
public final class PortInUseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int port;

  PortInUseException(int port) {
    super("port " + port + " is in use");
    this.port = port;
  }

  /** The port that is taken. */
  public int port() {
    return port;
  }
}
