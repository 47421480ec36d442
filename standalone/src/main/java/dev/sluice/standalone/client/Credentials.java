package dev.sluice.standalone.client;

import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Who calls an API, and whom it trusts.
 *
 * @param token bearer token, if there is one
 * @param tls how servers are judged and what they are shown; empty: as the JDK does
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
    TrustManager[] only = {new PinnedTrust(certificate)};
    return new Credentials(Optional.of(token), Optional.of(context(null, only)));
  }

  /**
   * The files that options name.
   *
   * @param token with a bearer token
   * @param ca whose certificates the server may have
   * @param cert certificate of the caller
   * @param key its key
   */
  record Named(Optional<Path> token, Optional<Path> ca, Optional<Path> cert, Optional<Path> key) {}

  /**
   * What options say.
   *
   * @throws UserErrorException if a file cannot be used, or the token is given twice
   */
  static Credentials of(Optional<String> token, Named files) {
    if (token.isPresent() && files.token.isPresent()) {
      throw new UserErrorException("--token and --token-file: both given (expected: one of them)");
    }
    KeyManager @Nullable [] shown = ClientCertificate.read(files.cert, files.key).orElse(null);
    TrustManager @Nullable [] trusted = files.ca.map(file -> trusting("--ca", file)).orElse(null);
    return new Credentials(
        token.or(() -> files.token.map(Credentials::read)),
        shown == null && trusted == null ? Optional.empty() : Optional.of(context(shown, trusted)));
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

  /**
   * TLS with servers that have certificates of a file's authorities.
   *
   * @param setting what names the file, for the message
   * @throws UserErrorException if the file cannot be used
   */
  public static SSLContext trust(String setting, Path file) {
    return context(null, trusting(setting, file));
  }

  private static TrustManager[] trusting(String setting, Path file) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (Certificate authority : ClientCertificate.certificates(setting, file)) {
        trusted.setCertificateEntry("authority-" + trusted.size(), authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      return trust.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new UserErrorException(setting + ": " + file + " (expected: certificates in PEM)");
    }
  }

  /** Shows and trusts what the JDK does where nothing else is given. */
  private static SSLContext context(
      KeyManager @Nullable [] shown, TrustManager @Nullable [] trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }
}
