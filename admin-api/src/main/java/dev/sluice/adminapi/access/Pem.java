package dev.sluice.adminapi.access;

import com.linecorp.armeria.common.TlsKeyPair;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates and keys in PEM. */
final class Pem {

  private static final byte[] SAMPLE = "sample".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private Pem() {}

  /**
   * Reads certificates, at least one.
   *
   * @throws IllegalArgumentException if they are none
   */
  static List<X509Certificate> certificates(String what, byte[] pem) {
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(what + " (expected: certificates in PEM)", e);
    }
    throw new IllegalArgumentException(what + " is empty (expected: certificates in PEM)");
  }

  /**
   * Reads a certificate chain and its key.
   *
   * @throws IllegalArgumentException if they cannot be read or do not belong together
   */
  static TlsKeyPair keyPair(byte[] certificates, byte[] key) {
    List<X509Certificate> chain = certificates("the certificate file", certificates);
    PrivateKey privateKey = privateKey(key, certificates);
    if (!belong(privateKey, chain.getFirst())) {
      throw new IllegalArgumentException(
          "the key does not belong to the first certificate (expected: its private key)");
    }
    return TlsKeyPair.of(privateKey, chain);
  }

  private static PrivateKey privateKey(byte[] key, byte[] certificates) {
    try {
      return TlsKeyPair.of(new ByteArrayInputStream(key), new ByteArrayInputStream(certificates))
          .privateKey();
    } catch (RuntimeException e) {
      // What it says could repeat what it read.
      throw new IllegalArgumentException(
          "the key file cannot be read (expected: an unencrypted private key in PEM, PKCS#8)", e);
    }
  }

  private static boolean belong(PrivateKey key, X509Certificate certificate) {
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
      signature.initVerify(certificate.getPublicKey());
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
