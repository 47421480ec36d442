package dev.sluice.delivery;

import dev.sluice.schemas.tls.Pem;
import dev.sluice.schemas.tls.TlsParts;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;

/**
 * TLS towards targets.
 *
 * @param sockets for connections
 * @param trust whose certificates targets may have
 */
record TargetTls(SSLSocketFactory sockets, X509TrustManager trust) {

  /**
   * Reads the files that settings name.
   *
   * @throws IllegalArgumentException saying which one cannot be used and why
   */
  static TargetTls of(OutboundSettings settings) {
    X509TrustManager trust = settings.caFile().map(TargetTls::jdksAnd).orElseGet(TargetTls::jdks);
    return new TargetTls(
        TlsParts.context(settings.certificate().map(TargetTls::shown), Optional.of(trust))
            .getSocketFactory(),
        trust);
  }

  private static X509TrustManager jdks() {
    return TlsParts.trustingTheJdks();
  }

  private static X509TrustManager jdksAnd(Path caFile) {
    List<X509Certificate> all = new ArrayList<>(List.of(jdks().getAcceptedIssuers()));
    all.addAll(certificates(caFile));
    return TlsParts.trusting(all);
  }

  private static KeyManager[] shown(OutboundSettings.Certificate certificate) {
    List<X509Certificate> chain = certificates(certificate.certFile());
    String key = certificate.keyFile().toString();
    return TlsParts.showing(
        chain, Pem.privateKey(key, Pem.bytes(key, certificate.keyFile()), chain.getFirst()));
  }

  private static List<X509Certificate> certificates(Path file) {
    return Pem.certificates(file.toString(), Pem.bytes(file.toString(), file));
  }
}
