package dev.sluice.standalone.client;

import dev.sluice.schemas.tls.Pem;
import dev.sluice.schemas.tls.TlsParts;
import dev.sluice.standalone.error.UserErrorException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;

/**
 * The certificate that a caller shows, and its key, from PEM files.
 *
 * @param certName option or setting that names the certificate's file
 * @param keyName option or setting that names the key's file
 */
record ClientCertificate(String certName, String keyName) {

  /**
   * Reads the files.
   *
   * @return what shows the certificate; nothing without one
   * @throws UserErrorException if only one file is given, or they cannot be used
   */
  Optional<KeyManager[]> read(Optional<Path> cert, Optional<Path> key) {
    if (cert.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    Path certFile = cert.orElseThrow(() -> alone(keyName, certName));
    Path keyFile = key.orElseThrow(() -> alone(certName, keyName));
    List<X509Certificate> chain = certificates(certName, certFile);
    String what = keyName + ": " + keyFile;
    try {
      return Optional.of(
          TlsParts.showing(
              chain, Pem.privateKey(what, Pem.bytes(what, keyFile), chain.getFirst())));
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(String.valueOf(e.getMessage()));
    }
  }

  private static UserErrorException alone(String given, String missing) {
    return new UserErrorException(given + " without " + missing + " (expected: both, or neither)");
  }

  /** Reads certificates, at least one. */
  static List<X509Certificate> certificates(String name, Path file) {
    String what = name + ": " + file;
    try {
      return Pem.certificates(what, Pem.bytes(what, file));
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(String.valueOf(e.getMessage()));
    }
  }
}
