package dev.sluice.standalone.check;

import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.schemas.registry.RegistryClient;
import dev.sluice.schemas.registry.RegistryException;
import dev.sluice.schemas.registry.RegistrySettings;
import dev.sluice.standalone.config.RegistryKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.up.Registry;
import java.net.URI;
import java.util.List;

/** Each address of the schema registry, asked for a schema as a scheduler asks. */
final class RegistryCheck {

  private static final String CHECK = "registry";
  private static final String ANSWERS = "answers";

  /** Registries count from one; whether this one is there does not matter. */
  private static final int SOME_SCHEMA = 1;

  private RegistryCheck() {}

  static void look(Settings settings, List<Finding> findings) throws InterruptedException {
    try {
      RegistrySettings registry = Registry.registry(settings);
      for (URI url : registry.urls()) {
        findings.add(ask(registry, url));
      }
    } catch (UserErrorException e) {
      findings.add(
          Finding.failed(
              CHECK,
              "settings",
              String.valueOf(e.getMessage()),
              "correct it; a scheduler does not start with it"));
    }
  }

  private static Finding ask(RegistrySettings registry, URI url) throws InterruptedException {
    RegistrySettings one =
        new RegistrySettings(
            List.of(url), registry.authorization(), registry.tls(), registry.timeout());
    try {
      boolean _ = new RegistryClient(one).schema(SOME_SCHEMA).isPresent();
      return Finding.ok(CHECK, url.toString(), ANSWERS);
    } catch (UnreadableRecordException e) {
      // Others keep schemas there that are not Avro.
      return Finding.ok(CHECK, url.toString(), ANSWERS);
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
