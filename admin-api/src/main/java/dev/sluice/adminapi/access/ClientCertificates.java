package dev.sluice.adminapi.access;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Callers by their certificates, which the handshake has verified. */
final class ClientCertificates {

  private static final String PREFIX = "principal://tls/subject/";

  private ClientCertificates() {}

  /** The subject of the certificate that a caller has shown, if it has. */
  static Optional<Principal> principal(@Nullable SSLSession session) {
    if (session == null) {
      return Optional.empty();
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(
              Principal.of(PREFIX + certificate.getSubjectX500Principal().getName(), Set.of()))
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      // It has shown none.
      return Optional.empty();
    }
  }
}
