package dev.sluice.standalone.config;

import dev.sluice.schemas.registry.RegistrySettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the schema registry. */
public final class RegistryKeys {

  /** Where the registry is. */
  public static final Key<List<URI>> URLS =
      Key.of(
          "registry.urls",
          Kind.list(
              "URLs",
              "http or https URLs, comma separated; who asks is said by sluice.registry.user and"
                  + " sluice.registry.password, or by sluice.registry.token-file",
              RegistrySettings::url),
          List.of(),
          "schema registry (Confluent's REST API) for tasks in Confluent's format: equal servers,"
              + " asked in turn; empty: none");

  /** Who asks, by basic authentication. */
  public static final Key<String> USER =
      Key.of("registry.user", Kind.TEXT, "", "user that asks the registry; empty: nobody");

  /** The user's password. */
  public static final Key<String> PASSWORD =
      Key.of("registry.password", Kind.TEXT, "", "password of registry.user");

  /** Who asks, by bearer token. */
  public static final Key<Optional<Path>> TOKEN_FILE =
      Key.of(
          "registry.token-file",
          Kind.FILE,
          Optional.empty(),
          "file with the bearer token that the registry is shown, read for each request; not with"
              + " registry.user");

  /** Whose certificates it may have. */
  public static final Key<Optional<Path>> CA =
      Key.of(
          "registry.tls.ca-file",
          Kind.FILE,
          Optional.empty(),
          "whose certificates the registry may have, PEM; empty: those that the JDK trusts");

  /** Certificate that the registry is shown. */
  public static final Key<Optional<Path>> CERT =
      Key.of(
          "registry.tls.cert-file",
          Kind.FILE,
          Optional.empty(),
          "certificate chain that the registry is shown, PEM; empty: none");

  /** Its key. */
  public static final Key<Optional<Path>> KEY =
      Key.of(
          "registry.tls.key-file",
          Kind.FILE,
          Optional.empty(),
          "private key of that certificate, PEM, PKCS#8");

  /** How long a request may take. */
  public static final Key<Duration> TIMEOUT =
      Key.of(
          "registry.timeout",
          Kind.duration(Duration.ofMillis(100)),
          Duration.ofSeconds(10),
          "how long one request to the registry may take");

  /** A deserializer whose own client asks the registry. */
  public static final Key<String> DESERIALIZER =
      Key.of(
          "registry.deserializer",
          Kind.TEXT,
          "",
          "class of Confluent's deserializer whose own client asks the registry instead of ours;"
              + " empty: none");

  /** Where it is. */
  public static final Key<Optional<Path>> CLASS_PATH =
      Key.of(
          "registry.class-path",
          Kind.FILE,
          Optional.empty(),
          "folder with the jars of registry.deserializer, and of all that it needs");

  /** Every key, in the order in which they are listed. */
  static final List<Key<?>> ALL =
      List.of(URLS, USER, PASSWORD, TOKEN_FILE, CA, CERT, KEY, TIMEOUT, DESERIALIZER, CLASS_PATH);

  private RegistryKeys() {}
}
