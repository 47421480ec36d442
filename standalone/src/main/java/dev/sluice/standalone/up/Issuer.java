package dev.sluice.standalone.up;

import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import java.util.function.Supplier;

/**
 * Who tokens say that they are from: what is set, or else the API's own address, whose port may be
 * known only once it listens.
 */
final class Issuer implements Supplier<String> {

  private final String configured;
  private final String host;
  private volatile int port;

  private Issuer(String configured, String host, int port) {
    this.configured = configured;
    this.host = host;
    this.port = port;
  }

  static Issuer of(Settings settings) {
    return new Issuer(
        settings.get(Keys.OIDC_ISSUER), settings.get(Keys.API_BIND), settings.get(Keys.API_PORT));
  }

  void listensOn(int actualPort) {
    port = actualPort;
  }

  @Override
  public String get() {
    return configured.isEmpty() ? "http://" + host + ":" + port : configured;
  }
}
