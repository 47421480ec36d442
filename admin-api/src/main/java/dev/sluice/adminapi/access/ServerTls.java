package dev.sluice.adminapi.access;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import com.linecorp.armeria.server.ServerTlsConfig;
import dev.sluice.schemas.tls.Pem;
import io.netty.handler.ssl.ClientAuth;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Certificates of the port: each handshake takes those that the files have at that time. A caller's
 * certificate is asked for but not demanded, so that probes work without one; whoever shows none
 * and has no token either is refused by the API.
 */
public final class ServerTls implements TlsProvider {

  private record Material(TlsKeyPair keyPair, List<X509Certificate> clientAuthorities) {}

  private final WatchedFiles<Material> files;

  ServerTls(AccessSettings.Tls settings) {
    List<Path> paths = new java.util.ArrayList<>(List.of(settings.certFile(), settings.keyFile()));
    settings.clientCaFile().ifPresent(paths::add);
    this.files = WatchedFiles.open("TLS of the API " + paths, paths, ServerTls::material);
  }

  private static Material material(List<byte[]> contents) {
    return new Material(
        keyPair(contents.get(0), contents.get(1)),
        contents.size() > 2
            ? Pem.certificates("the file of client authorities", contents.get(2))
            : List.of());
  }

  private static TlsKeyPair keyPair(byte[] certificates, byte[] key) {
    List<X509Certificate> chain = Pem.certificates("the certificate file", certificates);
    return TlsKeyPair.of(Pem.privateKey("the key file", key, chain.getFirst()), chain);
  }

  void look() {
    files.look();
  }

  /** How the server uses it. */
  public ServerTlsConfig config() {
    return ServerTlsConfig.builder()
        .clientAuth(
            files.get().clientAuthorities().isEmpty() ? ClientAuth.NONE : ClientAuth.OPTIONAL)
        .build();
  }

  /** The certificate that callers are shown now. */
  public X509Certificate certificate() {
    return files.get().keyPair().certificateChain().getFirst();
  }

  @Override
  public TlsKeyPair keyPair(String hostname) {
    return files.get().keyPair();
  }

  @Override
  public List<X509Certificate> trustedCertificates(String hostname) {
    return files.get().clientAuthorities();
  }
}
