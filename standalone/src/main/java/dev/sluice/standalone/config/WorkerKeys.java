package dev.sluice.standalone.config;

import dev.sluice.delivery.ProxyAddress;
import dev.sluice.delivery.core.AppEngineUrl;
import dev.sluice.delivery.core.Cidr;
import dev.sluice.v1.SigningAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of a worker. Names are part of the API. */
public final class WorkerKeys {

  /** Attempts that the worker runs at once. */
  public static final Key<Integer> MAX_IN_FLIGHT =
      Key.of(
          "worker.max-in-flight",
          Kind.count("attempts", 1, 1_000_000),
          4_096,
          "attempts that the worker runs at once");

  /** Bytes of tasks that the worker holds at once. */
  public static final Key<Long> MAX_IN_FLIGHT_BYTES =
      Key.of(
          "worker.max-in-flight-bytes",
          Kind.bytes(1L << 20),
          128L << 20,
          "bytes of tasks that the worker holds at once, at most a quarter of its heap");

  /** Whether requests may go to private addresses. */
  public static final Key<Boolean> ALLOW_PRIVATE =
      Key.of(
          "worker.allow-private",
          Kind.FLAG,
          true,
          "whether requests may go to private addresses (10/8, 172.16/12, 192.168/16, ...)");

  /** Whether requests may go to this machine. */
  public static final Key<Boolean> ALLOW_LOOPBACK =
      Key.of("worker.allow-loopback", Kind.FLAG, true, "whether requests may go to this machine");

  /** Ranges that requests may go to whatever else holds. */
  public static final Key<List<Cidr>> ALLOWED =
      Key.of(
          "worker.allowed-addresses",
          Kind.list(
              "address ranges", "address ranges such as 10.1.0.0/16, comma separated", Cidr::parse),
          List.of(),
          "ranges that requests may go to even if they would be refused");

  /** Ranges that requests may not go to. */
  public static final Key<List<Cidr>> DENIED =
      Key.of(
          "worker.denied-addresses",
          Kind.list(
              "address ranges", "address ranges such as 10.1.0.0/16, comma separated", Cidr::parse),
          List.of(),
          "ranges that requests may not go to, whatever else is set");

  /** Where App Engine tasks go. */
  public static final Key<Optional<AppEngineUrl>> APP_ENGINE_URL =
      Key.of(
          "worker.app-engine-url",
          Kind.optional(
              "url",
              "an http or https URL, in which {route}, {service}, {version} and {instance} stand"
                  + " for parts of the routing",
              AppEngineUrl::new,
              AppEngineUrl::template),
          Optional.empty(),
          "where App Engine tasks go, such as https://{route}app.example.com; empty: nowhere");

  /** Who OpenID Connect tokens say that they are from. */
  public static final Key<String> OIDC_ISSUER =
      Key.of(
          "oidc.issuer",
          Kind.TEXT,
          "",
          "URL that OpenID Connect tokens name as their issuer, where handlers find its keys;"
              + " empty: the API's own address");

  /** What OpenID Connect tokens are signed with. */
  public static final Key<SigningAlgorithm> OIDC_ALGORITHM =
      Key.of(
          "oidc.algorithm",
          Kind.constant(SigningAlgorithm.class),
          SigningAlgorithm.RS256,
          "what OpenID Connect tokens are signed with");

  /** How long a key signs. */
  public static final Key<Duration> OIDC_ROTATION =
      Key.of(
          "oidc.key-rotation",
          Kind.duration(Duration.ofHours(1)),
          Duration.ofDays(30),
          "how long a key signs before the next one does");

  /** Where OAuth tokens come from. */
  public static final Key<String> OAUTH_CLIENTS =
      Key.of(
          "oauth.clients",
          Kind.TEXT,
          "",
          "file of the service accounts that have OAuth tokens: e-mails to tokenEndpoint, clientId"
              + " and clientSecret, in YAML or JSON; empty: none");

  /** Proxy of requests. */
  public static final Key<Optional<ProxyAddress>> PROXY =
      Key.of(
          "worker.proxy",
          new Kind<>(
              "URL",
              "http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT",
              text -> text.isEmpty() ? Optional.empty() : Optional.of(ProxyAddress.parse(text)),
              proxy -> proxy.map(ProxyAddress::toString).orElse("")),
          Optional.empty(),
          "HTTP proxy that requests go through; empty: none");

  /** Hosts without proxy. */
  public static final Key<List<String>> PROXY_EXEMPT =
      Key.of(
          "worker.proxy-exempt-hosts",
          Kind.texts(),
          List.of(),
          "hosts that requests go to directly: names, or .example.com for all below it");

  /** Whose certificates targets may have. */
  public static final Key<Optional<Path>> TARGET_CA =
      Key.file(
          "worker.tls.ca-file",
          "whose certificates targets may have besides those that the JDK trusts, PEM");

  /** Certificate that targets are shown. */
  public static final Key<Optional<Path>> WORKER_CERT =
      Key.file(
          "worker.tls.cert-file", "certificate chain that targets are shown, PEM; empty: none");

  /** Its key. */
  public static final Key<Optional<Path>> WORKER_KEY =
      Key.file("worker.tls.key-file", "private key of that certificate, PEM, PKCS#8");

  /** Connections per host. */
  public static final Key<Integer> CONNECTIONS_PER_HOST =
      Key.of(
          "worker.connections-per-host",
          Kind.count("connections", 0, 1_000_000),
          0,
          "requests, and so connections, to one host and port at once; 0: no limit");

  static final List<Key<?>> ALL =
      List.of(
          MAX_IN_FLIGHT,
          MAX_IN_FLIGHT_BYTES,
          ALLOW_PRIVATE,
          ALLOW_LOOPBACK,
          ALLOWED,
          DENIED,
          APP_ENGINE_URL,
          OIDC_ISSUER,
          OIDC_ALGORITHM,
          OIDC_ROTATION,
          OAUTH_CLIENTS,
          PROXY,
          PROXY_EXEMPT,
          TARGET_CA,
          WORKER_CERT,
          WORKER_KEY,
          CONNECTIONS_PER_HOST);

  private WorkerKeys() {}
}
