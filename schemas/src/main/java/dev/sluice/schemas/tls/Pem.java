package dev.sluice.schemas.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and keys in PEM. What is wrong is an {@link IllegalArgumentException} whose message
 * begins with what the caller calls the file, and never repeats what was read.
 */
public final class Pem {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final byte[] SAMPLE = "sample".getBytes(StandardCharsets.US_ASCII);

  private Pem() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public static byte[] bytes(String what, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(what + " cannot be read (expected: a PEM file)", e);
    }
  }

  /**
   * Reads certificates, at least one.
   *
   * @throws IllegalArgumentException if they are none
   */
  public static List<X509Certificate> certificates(String what, byte[] pem) {
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
      throw noCertificates(what);
    }
    throw noCertificates(what);
  }

  private static IllegalArgumentException noCertificates(String what) {
    return new IllegalArgumentException(what + " (expected: certificates in PEM)");
  }

  /**
   * Reads the private key of a certificate.
   *
   * @throws IllegalArgumentException if it is none, is encrypted, or is another certificate's
   */
  public static PrivateKey privateKey(String what, byte[] pem, X509Certificate owner) {
    Matcher block = PKCS8.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    if (!block.find()) {
      throw new IllegalArgumentException(
          what + " (expected: an unencrypted private key in PEM, PKCS#8)");
    }
    PublicKey certified = owner.getPublicKey();
    try {
      PrivateKey key =
          KeyFactory.getInstance(certified.getAlgorithm())
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1))));
      if (belong(key, certified)) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw notItsKey(what, certified);
    }
    throw notItsKey(what, certified);
  }

  private static IllegalArgumentException notItsKey(String what, PublicKey certified) {
    return new IllegalArgumentException(
        what + " (expected: the first certificate's " + certified.getAlgorithm() + " key)");
  }

  private static boolean belong(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(SAMPLE);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(SAMPLE);
    return signature.verify(signed);
  }
}
