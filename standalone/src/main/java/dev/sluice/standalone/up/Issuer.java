package dev.sluice.standalone.up;

import dev.sluice.standalone.config.ApiKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.WorkerKeys;
import java.util.function.Supplier;

/**
 * Who tokens say that they are from: what is set, or else the API's own address, whose port may be
 * known only once it listens.
 */
final class Issuer implements Supplier<String> {

  private final Settings settings;
  private volatile int port;

  private Issuer(Settings settings, int port) {
    this.settings = settings;
    this.port = port;
  }

  static Issuer of(Settings settings) {
    return new Issuer(settings, settings.get(ApiKeys.PORT));
  }

  void listensOn(int actualPort) {
    port = actualPort;
  }

  @Override
  public String get() {
    String configured = settings.get(WorkerKeys.OIDC_ISSUER);
    return configured.isEmpty() ? Listen.apiUrl(settings, port) : configured;
  }
}
