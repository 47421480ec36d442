package dev.sluice.standalone.client;

import dev.sluice.standalone.error.UserErrorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** The certificate that a caller shows, and its key, from PEM files. */
final class ClientCertificate {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);
  private static final byte[] SAMPLE = "sample".getBytes(StandardCharsets.US_ASCII);
  private static final char[] NO_PASSWORD = new char[0];

  private ClientCertificate() {}

  /**
   * Reads what the options name.
   *
   * @return what shows the certificate; nothing without one
   * @throws UserErrorException if only one file is given, or they cannot be used
   */
  static Optional<KeyManager[]> read(Optional<Path> cert, Optional<Path> key) {
    if (cert.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        managers(
            cert.orElseThrow(() -> alone("--key", "--cert")),
            key.orElseThrow(() -> alone("--cert", "--key"))));
  }

  private static UserErrorException alone(String given, String missing) {
    return new UserErrorException(given + " without " + missing + " (expected: both, or neither)");
  }

  private static KeyManager[] managers(Path certFile, Path keyFile) {
    List<Certificate> chain = chain(certFile);
    PublicKey owner = chain.getFirst().getPublicKey();
    PrivateKey key = key(keyFile, owner);
    if (!belong(key, owner)) {
      throw new UserErrorException(
          "--key: "
              + keyFile
              + " (expected: the key of the first certificate in "
              + certFile
              + ")");
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("caller", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, NO_PASSWORD);
      return managers.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK has key stores", e);
    }
  }

  /** Reads certificates, at least one. */
  static List<Certificate> certificates(String option, Path file) {
    try {
      List<Certificate> found =
          List.copyOf(
              CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(bytes(option, file))));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (GeneralSecurityException e) {
      // Told below.
    }
    throw new UserErrorException(option + ": " + file + " (expected: certificates in PEM)");
  }

  private static List<Certificate> chain(Path file) {
    return certificates("--cert", file);
  }

  private static PrivateKey key(Path file, PublicKey owner) {
    String text = new String(bytes("--key", file), StandardCharsets.ISO_8859_1);
    Matcher pem = PKCS8.matcher(text);
    try {
      if (pem.find()) {
        return KeyFactory.getInstance(owner.getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Told below, without what it says: that could repeat what it read.
    }
    throw new UserErrorException(
        "--key: "
            + file
            + " (expected: the certificate's "
            + owner.getAlgorithm()
            + " key, not encrypted, in PEM, PKCS#8)");
  }

  private static byte[] bytes(String option, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserErrorException(option + ": " + file + " cannot be read");
    }
  }

  private static boolean belong(PrivateKey key, PublicKey owner) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(owner);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
