package dev.sluice.adminapi.access;

import dev.sluice.schemas.tls.Pem;
import dev.sluice.schemas.tls.TlsParts;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How issuers are called.
 *
 * @param client follows redirects as long as they stay on https
 */
record IssuerHttp(HttpClient client) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /**
   * With the JDK's authorities, or those of a file.
   *
   * @throws AccessConfigException if the file cannot be used
   */
  static IssuerHttp trusting(Optional<Path> authorities) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL);
    authorities.ifPresent(file -> client.sslContext(context(file)));
    return new IssuerHttp(client.build());
  }

  private static SSLContext context(Path file) {
    try {
      String name = file.toString();
      return TlsParts.context(
          Optional.empty(),
          Optional.of(TlsParts.trusting(Pem.certificates(name, Pem.bytes(name, file)))));
    } catch (IllegalArgumentException e) {
      throw new AccessConfigException("authorities of issuers: " + e.getMessage());
    }
  }
}
