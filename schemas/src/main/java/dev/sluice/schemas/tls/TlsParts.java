package dev.sluice.schemas.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** What TLS is made of: what is shown to others, and whom one trusts. */
public final class TlsParts {

  private static final char[] NO_PASSWORD = new char[0];

  private TlsParts() {}

  /** Shows a certificate chain. */
  public static KeyManager[] showing(List<X509Certificate> chain, PrivateKey key) {
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, NO_PASSWORD);
      return managers.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  /** Trusts certificates of these authorities only. */
  public static X509TrustManager trusting(List<X509Certificate> authorities) {
    try {
      KeyStore store = emptyStore();
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
      return trusting(store);
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  /** Trusts whom the JDK trusts. */
  public static X509TrustManager trustingTheJdks() {
    try {
      return trusting((KeyStore) null);
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private static X509TrustManager trusting(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return (X509TrustManager) trust.getTrustManagers()[0];
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw impossible(e);
    }
  }

  /**
   * Puts them together.
   *
   * @param shown empty: nothing
   * @param trusted empty: whom the JDK trusts
   */
  public static SSLContext context(
      Optional<KeyManager[]> shown, Optional<? extends TrustManager> trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          shown.orElse(null), trusted.map(one -> new TrustManager[] {one}).orElse(null), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw impossible(e);
    }
  }

  private static IllegalStateException impossible(Exception e) {
    return new IllegalStateException("every JDK has TLS and key stores", e);
  }
}
