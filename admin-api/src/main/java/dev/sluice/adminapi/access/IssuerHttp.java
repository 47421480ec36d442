package dev.sluice.adminapi.access;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

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
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (X509Certificate authority :
          Pem.certificates(file.toString(), Files.readAllBytes(file))) {
        trusted.setCertificateEntry("authority-" + trusted.size(), authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new AccessConfigException(
          "authorities of issuers: " + e.getMessage() + " (expected: certificates in PEM)");
    }
  }
}
