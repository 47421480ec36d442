package dev.sluice.standalone.check;

import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.schemas.registry.RegistryException;
import dev.sluice.standalone.config.RegistryKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.registry.Registry;
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
      for (Registry.Way way : Registry.ways(settings)) {
        findings.add(ask(way));
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

  private static Finding ask(Registry.Way way) throws InterruptedException {
    try {
      boolean _ = way.source().schema(SOME_SCHEMA).isPresent();
      return Finding.ok(CHECK, way.name(), ANSWERS);
    } catch (UnreadableRecordException e) {
      // Others keep schemas there that are not Avro.
      return Finding.ok(CHECK, way.name(), ANSWERS);
    } catch (RegistryException e) {
      return Finding.failed(
          CHECK, way.name(), String.valueOf(e.getMessage()), remedy(e.httpStatus()));
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
              + ", or "
              + RegistryKeys.CERT.name()
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
