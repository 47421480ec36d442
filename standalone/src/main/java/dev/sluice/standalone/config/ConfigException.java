package dev.sluice.standalone.config;

import dev.sluice.standalone.error.UserErrorException;

/** A setting that is unknown or wrong. The message is one line for the person who wrote it. */
public final class ConfigException extends UserErrorException {

  private static final long serialVersionUID = 1L;

  /** With a message that names the key, the value and what was expected. */
  public ConfigException(String message) {
    super(message);
  }
}
