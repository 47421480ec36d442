package dev.sluice.standalone.config;

import dev.sluice.adminapi.access.AccessSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of an API server. Names are part of the API. */
public final class ApiKeys {

  /** Address of the API. */
  public static final Key<String> BIND =
      Key.of("api.bind", Kind.TEXT, "127.0.0.1", "address the API listens on");

  /** Port of the API. */
  public static final Key<Integer> PORT =
      Key.of("api.port", Kind.count("port", 0, 65_535), 8123, "port of the API; 0: a free one");

  /** Names of an API that is open to this machine. */
  public static final Key<List<String>> HOSTS =
      Key.of(
          "api.hosts",
          Kind.texts(),
          List.of(),
          "names, besides localhost, by which an API on loopback that asks nobody who they are may"
              + " be called");

  /** Whether the API may be open to others although it checks nobody. */
  public static final Key<Boolean> INSECURE =
      Key.of(
          "api.insecure",
          Kind.FLAG,
          false,
          "allow an address other than loopback although nobody is authenticated");

  /** Certificate of the API. */
  public static final Key<Optional<Path>> CERT =
      Key.file("api.tls.cert-file", "certificate chain of the API, PEM; empty: plain HTTP");

  /** Key of the API's certificate. */
  public static final Key<Optional<Path>> KEY =
      Key.file("api.tls.key-file", "private key of the certificate, PEM, PKCS#8");

  /** Whose certificates identify callers. */
  public static final Key<Optional<Path>> CLIENT_CA =
      Key.file(
          "api.tls.client-ca-file", "whose certificates identify callers, PEM; empty: nobody's");

  /** Bearer tokens. */
  public static final Key<Optional<Path>> TOKENS =
      Key.file("api.token-file", "bearer tokens, each with its principal; empty: none");

  /** Whose JSON web tokens are taken. */
  public static final Key<List<AccessSettings.Issuer>> JWT_ISSUERS =
      Key.of(
          "api.jwt.issuers",
          new Kind<>(
              "URLs",
              "URLs of OpenID issuers, comma separated, each with =FILE or =URL of its keys or"
                  + " without",
              Issuers::parse,
              Issuers::print),
          List.of(),
          "OpenID issuers whose tokens are taken: URL, or URL=KEYS with a file or URL of keys");

  /** What tokens must be meant for. */
  public static final Key<List<String>> JWT_AUDIENCES =
      Key.of("api.jwt.audiences", Kind.texts(), List.of(), "tokens must be meant for one of these");

  /** How far the clocks of issuers may be off. */
  public static final Key<Duration> JWT_LEEWAY =
      Key.of(
          "api.jwt.leeway",
          Kind.duration(Duration.ZERO),
          Duration.ofSeconds(30),
          "how far the clocks of issuers may be off");

  /** Whose certificates issuers may have. */
  public static final Key<Optional<Path>> JWT_CA =
      Key.file(
          "api.jwt.ca-file", "whose certificates issuers may have, PEM; empty: the JDK's choice");

  /** Who may do what. */
  public static final Key<Optional<Path>> POLICY =
      Key.file(
          "api.policy-file",
          "who may do what; empty: everybody who is authenticated may do everything");

  /** Headers that are secrets. */
  public static final Key<List<String>> SECRET_HEADERS =
      Key.of(
          "api.secret-headers",
          Kind.texts(),
          List.of(),
          "headers of tasks, besides Authorization, whose values no view shows");

  /** Queues to create. */
  public static final Key<Optional<Path>> QUEUES_FILE =
      Key.file(
          "queues-file",
          "queues that are created, or changed to what it says, when an API server starts: YAML or"
              + " JSON; empty: none");

  /** Schedulers that an API server asks first. */
  public static final Key<List<String>> SCHEDULERS =
      Key.of(
          "api.schedulers",
          Kind.list("addresses", "HOST:PORT, comma separated", Kind::hostAndPort),
          List.of(),
          "query services of schedulers, one is enough; for an API server of its own");

  static final List<Key<?>> ALL =
      List.of(
          BIND,
          PORT,
          HOSTS,
          INSECURE,
          CERT,
          KEY,
          CLIENT_CA,
          TOKENS,
          JWT_ISSUERS,
          JWT_AUDIENCES,
          JWT_LEEWAY,
          JWT_CA,
          POLICY,
          SECRET_HEADERS,
          QUEUES_FILE,
          SCHEDULERS);

  private ApiKeys() {}
}
