package dev.sluice.standalone.client;

import dev.sluice.schemas.tls.TlsParts;
import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

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
    return new Credentials(
        Optional.of(token),
        Optional.of(TlsParts.context(Optional.empty(), Optional.of(new PinnedTrust(certificate)))));
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
   * @throws UserErrorException if a file or the token cannot be used, or the token is given twice
   */
  static Credentials of(Optional<String> token, Named files) {
    if (token.isPresent() && files.token.isPresent()) {
      throw new UserErrorException("--token and --token-file: both given (expected: one of them)");
    }
    return new Credentials(
        token
            .map(given -> token("--token or $SLUICE_TOKEN", given))
            .or(() -> files.token.map(Credentials::read)),
        tls(new TlsFiles("--ca", files.ca, "--cert", files.cert, "--key", files.key)));
  }

  private static String read(Path file) {
    try {
      return token("--token-file: " + file, Files.readString(file));
    } catch (IOException e) {
      throw new UserErrorException("--token-file: " + file + " cannot be read");
    }
  }

  /** A token without the line's end that files and variables have; an error does not repeat it. */
  private static String token(String from, String text) {
    String token = text.strip();
    if (!token.matches("[!-~]+")) {
      throw new UserErrorException(from + " (expected: a token and nothing else)");
    }
    return token;
  }

  /**
   * Files for TLS, and the options or settings that name them.
   *
   * @param ca whose certificates the server may have; empty: those that the JDK trusts
   * @param cert certificate of the caller; empty: none
   * @param key its key
   */
  public record TlsFiles(
      String caName,
      Optional<Path> ca,
      String certName,
      Optional<Path> cert,
      String keyName,
      Optional<Path> key) {}

  /**
   * TLS as files say; empty without any.
   *
   * @throws UserErrorException if a file cannot be used, or of a certificate and its key one is
   *     missing
   */
  public static Optional<SSLContext> tls(TlsFiles files) {
    Optional<KeyManager[]> shown =
        new ClientCertificate(files.certName, files.keyName).read(files.cert, files.key);
    Optional<X509TrustManager> trusted =
        files.ca.map(file -> TlsParts.trusting(ClientCertificate.certificates(files.caName, file)));
    return shown.isEmpty() && trusted.isEmpty()
        ? Optional.empty()
        : Optional.of(TlsParts.context(shown, trusted));
  }
}
