package dev.sluice.schemas.registry;

import dev.sluice.schemas.BearerToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Where a registry is, and who asks it.
 *
 * @param urls base URLs of equal servers, such as {@code https://registry:8081}; the first that
 *     answers is asked
 * @param authorization gives the header {@code Authorization} of each request; empty: none
 * @param tls how certificates are judged, and who asks; empty: as the JDK does
 * @param timeout how long one request may take
 */
public record RegistrySettings(
    List<URI> urls,
    Supplier<Optional<String>> authorization,
    Optional<SSLContext> tls,
    Duration timeout) {

  /**
   * Checks the URLs.
   *
   * @throws IllegalArgumentException if there is none, or one is not of http or https
   */
  public RegistrySettings {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("urls: none (expected: at least one)");
    }
  }

  /** A registry that asks for nothing, at one or more URLs. */
  public static RegistrySettings at(String... urls) {
    return new RegistrySettings(
        java.util.Arrays.stream(urls).map(RegistrySettings::url).toList(),
        Optional::empty,
        Optional.empty(),
        Duration.ofSeconds(10));
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if it is not of a server
   */
  public static URI url(String text) {
    // What the JDK and we say of a text shows it, and with it a password.
    if (text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "registry: user info in the URL (expected: a URL such as https://registry:8081; basic()"
              + " or bearer() say who asks)");
    }
    URI url = URI.create(text.strip().replaceAll("/+$", ""));
    if (url.getHost() == null
        || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        || url.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "registry: " + text + " (expected: a URL such as https://registry:8081)");
    }
    return url;
  }

  /** The same, asked by a user with a password. */
  public RegistrySettings basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    String header = "Basic " + Base64.getEncoder().encodeToString(both);
    return new RegistrySettings(urls, () -> Optional.of(header), tls, timeout);
  }

  /**
   * The same, asked with a bearer token, which is asked for with each request. White space around
   * it is left out; a request whose token no header may have fails, without showing it.
   */
  public RegistrySettings bearer(Supplier<String> token) {
    return new RegistrySettings(
        urls, () -> Optional.of(BearerToken.header(token.get())), tls, timeout);
  }

  /** The same over TLS of its own. */
  public RegistrySettings tls(SSLContext context) {
    return new RegistrySettings(urls, authorization, Optional.of(context), timeout);
  }

  /** The same with another limit of each request. */
  public RegistrySettings timeout(Duration limit) {
    return new RegistrySettings(urls, authorization, tls, limit);
  }
}
