package dev.sluice.standalone.up;

import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.standalone.config.ApiKeys;
import dev.sluice.standalone.config.Key;
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
        settings.get(ApiKeys.TOKENS),
        jwt(settings),
        settings.get(ApiKeys.POLICY),
        settings.get(ApiKeys.SECRET_HEADERS));
  }

  private static Optional<AccessSettings.Tls> tls(Settings settings) {
    requirePair(settings, ApiKeys.CERT, ApiKeys.KEY);
    Optional<Path> clients = settings.get(ApiKeys.CLIENT_CA);
    if (clients.isPresent() && settings.get(ApiKeys.CERT).isEmpty()) {
      throw new UserErrorException(
          ApiKeys.CLIENT_CA.name() + " without " + ApiKeys.CERT.name() + " (expected: both)");
    }
    return settings
        .get(ApiKeys.CERT)
        .map(
            cert -> new AccessSettings.Tls(cert, settings.get(ApiKeys.KEY).orElseThrow(), clients));
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
    var issuers = settings.get(ApiKeys.JWT_ISSUERS);
    var audiences = settings.get(ApiKeys.JWT_AUDIENCES);
    if (issuers.isEmpty() && audiences.isEmpty()) {
      return Optional.empty();
    }
    if (issuers.isEmpty() || audiences.isEmpty()) {
      Key<?> given = issuers.isEmpty() ? ApiKeys.JWT_AUDIENCES : ApiKeys.JWT_ISSUERS;
      Key<?> missing = issuers.isEmpty() ? ApiKeys.JWT_ISSUERS : ApiKeys.JWT_AUDIENCES;
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
            settings.get(ApiKeys.JWT_LEEWAY),
            settings.get(ApiKeys.JWT_CA)));
  }
}
