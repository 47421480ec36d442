package dev.sluice.standalone.registry;

import static java.util.stream.Collectors.joining;

import dev.sluice.schemas.BearerToken;
import dev.sluice.schemas.registry.RegistryClient;
import dev.sluice.schemas.registry.RegistrySettings;
import dev.sluice.schemas.registry.SchemaCache;
import dev.sluice.schemas.registry.SchemaSource;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.standalone.client.Credentials;
import dev.sluice.standalone.config.Key;
import dev.sluice.standalone.config.PassThrough;
import dev.sluice.standalone.config.RegistryKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schema registry, as settings describe it. */
public final class Registry {

  /** What our own client goes by, and no other. */
  private static final List<Key<?>> OURS =
      List.of(
          RegistryKeys.USER,
          RegistryKeys.TOKEN_FILE,
          RegistryKeys.CA,
          RegistryKeys.CERT,
          RegistryKeys.KEY);

  private Registry() {}

  /**
   * A way to ask the registry.
   *
   * @param name what is asked, or what asks, for people
   */
  public record Way(String name, SchemaSource source) {}

  /** Whether there is to be one. */
  public static boolean isSet(Settings settings) {
    return !settings.get(RegistryKeys.URLS).isEmpty()
        || !settings.get(RegistryKeys.DESERIALIZER).isEmpty();
  }

  /**
   * How to read tasks in Confluent's format.
   *
   * @throws UserErrorException if settings contradict each other, or a file cannot be used
   */
  public static TaskSchemas taskSchemas(Settings settings) {
    if (!isSet(settings)) {
      return TaskSchemas.NONE;
    }
    return SchemaCache.start(
        confluent(settings)
            .map(Way::source)
            .orElseGet(() -> new RegistryClient(registry(settings))),
        System::nanoTime);
  }

  /**
   * All ways to ask the registry, each by itself.
   *
   * @throws UserErrorException as {@link #taskSchemas}
   */
  public static List<Way> ways(Settings settings) {
    Optional<Way> confluent = confluent(settings);
    if (confluent.isPresent()) {
      return List.of(confluent.get());
    }
    RegistrySettings all = registry(settings);
    return all.urls().stream()
        .map(url ->
            new Way(
                url.toString(),
                new RegistryClient(
                    new RegistrySettings(
                        List.of(url), all.authorization(), all.tls(), all.timeout()))))
        .toList();
  }

  private static Optional<Way> confluent(Settings settings) {
    String name = settings.get(RegistryKeys.DESERIALIZER);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    for (Key<?> key : OURS) {
      if (!settings.get(key).equals(key.defaultValue())) {
        throw new UserErrorException(
            key.name()
                + ": given with "
                + RegistryKeys.DESERIALIZER.name()
                + " (expected: its own properties, as "
                + PassThrough.REGISTRY_DESERIALIZER.prefix()
                + "NAME)");
      }
    }
    if (settings.get(RegistryKeys.URLS).isEmpty()) {
      throw missing(RegistryKeys.URLS);
    }
    Path folder =
        settings.get(RegistryKeys.CLASS_PATH).orElseThrow(() -> missing(RegistryKeys.CLASS_PATH));
    Map<String, String> properties = new HashMap<>();
    properties.put(
        "schema.registry.url",
        settings.get(RegistryKeys.URLS).stream().map(URI::toString).collect(joining(",")));
    properties.putAll(settings.passThrough(PassThrough.REGISTRY_DESERIALIZER));
    return Optional.of(new Way(name, ConfluentSchemas.open(name, folder, properties)));
  }

  private static UserErrorException missing(Key<?> key) {
    return new UserErrorException(
        RegistryKeys.DESERIALIZER.name() + " without " + key.name() + " (expected: both)");
  }

  /**
   * Where the registry is, and who asks it.
   *
   * @throws UserErrorException if settings contradict each other, or a file cannot be used
   */
  static RegistrySettings registry(Settings settings) {
    RegistrySettings open =
        new RegistrySettings(
            settings.get(RegistryKeys.URLS),
            Optional::empty,
            Credentials.tls(
                new Credentials.TlsFiles(
                    RegistryKeys.CA.name(),
                    settings.get(RegistryKeys.CA),
                    RegistryKeys.CERT.name(),
                    settings.get(RegistryKeys.CERT),
                    RegistryKeys.KEY.name(),
                    settings.get(RegistryKeys.KEY))),
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
