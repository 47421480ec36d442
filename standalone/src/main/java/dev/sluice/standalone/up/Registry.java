package dev.sluice.standalone.up;

import dev.sluice.schemas.BearerToken;
import dev.sluice.schemas.registry.RegistryClient;
import dev.sluice.schemas.registry.RegistrySettings;
import dev.sluice.schemas.registry.SchemaCache;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.standalone.client.Credentials;
import dev.sluice.standalone.config.RegistryKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The schema registry, as settings describe it. */
public final class Registry {

  private Registry() {}

  /** How to read tasks in Confluent's format. */
  static TaskSchemas taskSchemas(Settings settings) {
    return settings.get(RegistryKeys.URLS).isEmpty()
        ? TaskSchemas.NONE
        : SchemaCache.start(new RegistryClient(registry(settings)), System::nanoTime);
  }

  /**
   * Where the registry is, and who asks it.
   *
   * @throws UserErrorException if settings contradict each other, or a file cannot be used
   */
  public static RegistrySettings registry(Settings settings) {
    RegistrySettings open =
        new RegistrySettings(
            settings.get(RegistryKeys.URLS),
            Optional::empty,
            settings
                .get(RegistryKeys.CA)
                .map(file -> Credentials.trust(RegistryKeys.CA.name(), file)),
            settings.get(RegistryKeys.TIMEOUT));
    String user = settings.get(RegistryKeys.USER);
    Optional<Path> tokenFile = settings.get(RegistryKeys.TOKEN_FILE);
    if (tokenFile.isEmpty()) {
      return user.isEmpty() ? open : open.basic(user, settings.get(RegistryKeys.PASSWORD));
    }
    if (!user.isEmpty()) {
      throw new UserErrorException(
          RegistryKeys.USER.name()
              + " and "
              + RegistryKeys.TOKEN_FILE.name()
              + ": both given (expected: one of them)");
    }
    token(tokenFile.get());
    return open.bearer(() -> token(tokenFile.get()));
  }

  private static String token(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (!BearerToken.isOne(token)) {
        throw new UserErrorException(
            RegistryKeys.TOKEN_FILE.name() + ": " + file + " (expected: a token and nothing else)");
      }
      return token;
    } catch (IOException e) {
      throw new UserErrorException(
          RegistryKeys.TOKEN_FILE.name()
              + ": "
              + file
              + " cannot be read (expected: a file with a bearer token)");
    }
  }
}
