package dev.sluice.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards targets.
 *
 * @param sockets for connections
 * @param trust whose certificates targets may have
 */
record TargetTls(SSLSocketFactory sockets, X509TrustManager trust) {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final char[] NO_PASSWORD = new char[0];

  /**
   * Reads the files that settings name.
   *
   * @throws IllegalArgumentException saying which one cannot be used and why
   */
  static TargetTls of(OutboundSettings settings) {
    try {
      X509TrustManager trust = trust(settings.caFile());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(settings.certificate()), new TrustManager[] {trust}, null);
      return new TargetTls(context.getSocketFactory(), trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("TLS towards targets: " + e.getMessage(), e);
    }
  }

  private static X509TrustManager trust(Optional<Path> caFile)
      throws GeneralSecurityException, IOException {
    X509TrustManager jdks = trust((KeyStore) null);
    if (caFile.isEmpty()) {
      return jdks;
    }
    KeyStore all = emptyStore();
    for (X509Certificate authority : jdks.getAcceptedIssuers()) {
      all.setCertificateEntry("jdk-" + all.size(), authority);
    }
    for (Certificate authority : certificates(caFile.get())) {
      all.setCertificateEntry("own-" + all.size(), authority);
    }
    return trust(all);
  }

  private static X509TrustManager trust(@Nullable KeyStore authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private static KeyManager @Nullable [] keys(Optional<OutboundSettings.Certificate> certificate)
      throws GeneralSecurityException, IOException {
    if (certificate.isEmpty()) {
      return null;
    }
    Certificate[] chain = certificates(certificate.get().certFile()).toArray(new Certificate[0]);
    KeyStore store = emptyStore();
    store.setKeyEntry("worker", key(certificate.get().keyFile(), chain[0]), NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read(file)));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(file + " (expected: certificates in PEM)", e);
    }
    throw new IllegalArgumentException(file + " is empty (expected: certificates in PEM)");
  }

  private static PrivateKey key(Path file, Certificate certificate)
      throws GeneralSecurityException {
    Matcher pem = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      throw notAKey(file);
    }
    byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
    String algorithm = certificate.getPublicKey().getAlgorithm();
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException(
          file + " (expected: the " + algorithm + " key of the certificate)", e);
    }
  }

  private static IllegalArgumentException notAKey(Path file) {
    return new IllegalArgumentException(
        file + " (expected: an unencrypted private key in PEM, PKCS#8)");
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read (expected: a PEM file)", e);
    }
  }
}
