package dev.sluice.standalone.up;

import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.standalone.config.Key;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;

/** Who may call the API, from one process's settings. */
final class AccessKeys {

  private AccessKeys() {}

  /**
   * Reads them.
   *
   * @throws UserErrorException if settings that belong together are not all given
   */
  static AccessSettings read(Settings settings) {
    return new AccessSettings(
        tls(settings),
        settings.get(Keys.API_TOKENS),
        jwt(settings),
        settings.get(Keys.API_POLICY),
        settings.get(Keys.API_SECRET_HEADERS));
  }

  private static Optional<AccessSettings.Tls> tls(Settings settings) {
    requirePair(settings, Keys.API_CERT, Keys.API_KEY);
    Optional<Path> clients = settings.get(Keys.API_CLIENT_CA);
    if (clients.isPresent() && settings.get(Keys.API_CERT).isEmpty()) {
      throw new UserErrorException(
          Keys.API_CLIENT_CA.name() + " without " + Keys.API_CERT.name() + " (expected: both)");
    }
    return settings
        .get(Keys.API_CERT)
        .map(cert ->
            new AccessSettings.Tls(cert, settings.get(Keys.API_KEY).orElseThrow(), clients));
  }

  /** Two files of which neither is of use alone. */
  static void requirePair(Settings settings, Key<Optional<Path>> one, Key<Optional<Path>> other) {
    boolean hasOne = settings.get(one).isPresent();
    if (hasOne != settings.get(other).isPresent()) {
      Key<?> given = hasOne ? one : other;
      Key<?> missing = hasOne ? other : one;
      throw new UserErrorException(
          given.name() + " without " + missing.name() + " (expected: both, or neither)");
    }
  }

  private static Optional<AccessSettings.Jwt> jwt(Settings settings) {
    var issuers = settings.get(Keys.API_JWT_ISSUERS);
    var audiences = settings.get(Keys.API_JWT_AUDIENCES);
    if (issuers.isEmpty() && audiences.isEmpty()) {
      return Optional.empty();
    }
    if (issuers.isEmpty() || audiences.isEmpty()) {
      Key<?> given = issuers.isEmpty() ? Keys.API_JWT_AUDIENCES : Keys.API_JWT_ISSUERS;
      Key<?> missing = issuers.isEmpty() ? Keys.API_JWT_ISSUERS : Keys.API_JWT_AUDIENCES;
      throw new UserErrorException(
          given.name()
              + " without "
              + missing.name()
              + " (expected: both: a token for another service must not open this one)");
    }
    return Optional.of(
        new AccessSettings.Jwt(
            issuers,
            new HashSet<>(audiences),
            settings.get(Keys.API_JWT_LEEWAY),
            settings.get(Keys.API_JWT_CA)));
  }
}
