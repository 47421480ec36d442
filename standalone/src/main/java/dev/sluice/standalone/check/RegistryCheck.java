package dev.sluice.standalone.check;

import dev.sluice.schemas.registry.RegistryClient;
import dev.sluice.schemas.registry.RegistryException;
import dev.sluice.schemas.registry.RegistrySettings;
import dev.sluice.standalone.config.RegistryKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.up.Registry;
import java.net.URI;
import java.util.List;

/** Each address of the schema registry, asked for a schema as a scheduler asks. */
final class RegistryCheck {

  private static final String CHECK = "registry";

  /** Registries count from one; whether this one is there does not matter. */
  private static final int SOME_SCHEMA = 1;

  private RegistryCheck() {}

  static void look(Settings settings, List<Finding> findings) throws InterruptedException {
    RegistrySettings registry = Registry.registry(settings);
    for (URI url : registry.urls()) {
      findings.add(ask(registry, url));
    }
  }

  private static Finding ask(RegistrySettings registry, URI url) throws InterruptedException {
    RegistrySettings one =
        new RegistrySettings(
            List.of(url), registry.authorization(), registry.tls(), registry.timeout());
    try {
      boolean _ = new RegistryClient(one).schema(SOME_SCHEMA).isPresent();
      return Finding.ok(CHECK, url.toString(), "answers");
    } catch (RegistryException e) {
      return Finding.failed(
          CHECK, url.toString(), String.valueOf(e.getMessage()), remedy(e.httpStatus()));
    }
  }

  private static String remedy(int status) {
    return switch (status) {
      case 401, 403 ->
          RegistryKeys.USER.name()
              + " and "
              + RegistryKeys.PASSWORD.name()
              + ", or "
              + RegistryKeys.TOKEN_FILE.name()
              + ", of somebody who may read schemas";
      default ->
          "is a registry running there, at the path that "
              + RegistryKeys.URLS.name()
              + " says, and with a certificate of "
              + RegistryKeys.CA.name()
              + "?";
    };
  }
}
