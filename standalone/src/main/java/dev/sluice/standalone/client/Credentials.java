package dev.sluice.standalone.client;

import dev.sluice.standalone.error.UserErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who calls an API, and whom it trusts.
 *
 * @param token bearer token, if there is one
 * @param tls how servers are judged; empty: as the JDK does
 */
public record Credentials(Optional<String> token, Optional<SSLContext> tls) {

  /** Nobody in particular. */
  public static final Credentials NONE = new Credentials(Optional.empty(), Optional.empty());

  /** Somebody with a token. */
  public static Credentials token(String token) {
    return new Credentials(Optional.of(token), Optional.empty());
  }

  /** Somebody with a token, for the server that has exactly this certificate. */
  public static Credentials pinned(String token, X509Certificate certificate) {
    return new Credentials(Optional.of(token), Optional.of(context(new PinnedTrust(certificate))));
  }

  /**
   * What options say.
   *
   * @throws UserErrorException if a file cannot be used, or the token is given twice
   */
  static Credentials of(Optional<String> token, Optional<Path> tokenFile, Optional<Path> ca) {
    if (token.isPresent() && tokenFile.isPresent()) {
      throw new UserErrorException("--token and --token-file: both given (expected: one of them)");
    }
    return new Credentials(
        token.or(() -> tokenFile.map(Credentials::read)), ca.map(Credentials::trusting));
  }

  private static String read(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (token.isEmpty() || token.chars().anyMatch(Character::isWhitespace)) {
        throw new UserErrorException(
            "--token-file: " + file + " (expected: a token and nothing else)");
      }
      return token;
    } catch (IOException e) {
      throw new UserErrorException("--token-file: " + file + " cannot be read");
    }
  }

  private static SSLContext trusting(Path file) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (Certificate authority :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
        trusted.setCertificateEntry("authority-" + trusted.size(), authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      return context(trust.getTrustManagers());
    } catch (IOException e) {
      throw new UserErrorException("--ca: " + file + " cannot be read");
    } catch (GeneralSecurityException e) {
      throw new UserErrorException("--ca: " + file + " (expected: certificates in PEM)");
    }
  }

  private static SSLContext context(TrustManager... trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }
}
