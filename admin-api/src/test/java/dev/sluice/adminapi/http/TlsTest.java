package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.LOCATION;
import static dev.sluice.adminapi.http.ApiFixture.QUEUE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.TlsKeyPair;
import dev.sluice.adminapi.access.AccessConfigException;
import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.v1.admin.tasks.CloudTasksGrpc.CloudTasksBlockingStub;
import dev.sluice.v1.admin.tasks.ListQueuesRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port with TLS: certificates that change while it runs, and callers' own. */
final class TlsTest {

  private static final TlsKeyPair SERVER = TlsKeyPair.ofSelfSigned("localhost");
  private static final TlsKeyPair NEXT = TlsKeyPair.ofSelfSigned("localhost");
  private static final TlsKeyPair ANN = TlsKeyPair.ofSelfSigned("ann");
  private static final TlsKeyPair STRANGER = TlsKeyPair.ofSelfSigned("ann");

  @TempDir private Path folder;

  @Test
  void port_withACertificate_speaksTlsOverRestAndGrpc_andNothingElse() throws Exception {
    write(SERVER);
    try (ApiFixture api = open(Optional.empty(), Optional.empty())) {
      assertThat(get(api, client(SERVER, null)).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> api.get("/healthz")).isInstanceOf(IOException.class);
      try (ClientFactory factory =
          ClientFactory.builder()
              .tlsCustomizer(tls -> tls.trustManager(SERVER.certificateChain()))
              .build()) {
        CloudTasksBlockingStub stub =
            GrpcClients.builder("gproto+https://localhost:" + api.port())
                .factory(factory)
                .build(CloudTasksBlockingStub.class);
        assertThat(
                stub.listQueues(ListQueuesRequest.newBuilder().setParent(LOCATION).build())
                    .getQueuesCount())
            .isZero();
      }
    }
  }

  @Test
  void certificate_thatChangesInItsFiles_isShownToNewConnections() throws Exception {
    write(SERVER);
    try (ApiFixture api = open(Optional.empty(), Optional.empty())) {
      assertThat(get(api, client(SERVER, null)).statusCode()).isEqualTo(200);
      // Half of a rotation: the key does not belong to the certificate, which therefore stays.
      Files.writeString(key(), pem(NEXT));
      assertThat(get(api, client(SERVER, null)).statusCode()).isEqualTo(200);

      write(NEXT);

      await().ignoreExceptions().until(() -> get(api, client(NEXT, null)).statusCode() == 200);
      assertThatThrownBy(() -> get(api, client(SERVER, null))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void caller_withACertificate_isItsSubject_andOthersAreNobody() throws Exception {
    write(SERVER);
    Path clients = Files.writeString(folder.resolve("clients.pem"), pem(ANN.certificateChain()));
    String subject = ANN.certificateChain().getFirst().getSubjectX500Principal().getName();
    Path policy =
        Files.writeString(
            folder.resolve("policy.yaml"),
            """
            "*": {bindings: [{role: roles/viewer, members: ["principal://tls/subject/%s"]}]}
            """
                .formatted(subject));
    try (ApiFixture api = open(Optional.of(clients), Optional.of(policy))) {
      assertThat(get(api, client(SERVER, ANN)).statusCode()).isEqualTo(200);
      assertThat(send(api, client(SERVER, ANN), "DELETE", "/v2/" + QUEUE).statusCode())
          .isEqualTo(403);
      assertThat(get(api, client(SERVER, null)).statusCode()).isEqualTo(401);
      assertThat(send(api, client(SERVER, null), "GET", "/healthz").statusCode()).isEqualTo(200);
      // The handshake refuses it, or the client does not show it: it is not asked for its issuer.
      assertThat(statusOrNone(api, client(SERVER, STRANGER))).isNotEqualTo(200);
    }
  }

  @Test
  void open_withAKeyOfAnotherCertificate_saysSo() throws Exception {
    write(SERVER);
    Files.writeString(key(), pem(NEXT));

    assertThatThrownBy(() -> open(Optional.empty(), Optional.empty()))
        .isInstanceOf(AccessConfigException.class)
        .hasMessageContaining("the key file (expected: the first certificate's RSA key)");
  }

  @Test
  void open_withFilesThatAreNotThere_orAreNoPem_saysWhich() throws Exception {
    assertThatThrownBy(() -> open(Optional.empty(), Optional.empty()))
        .isInstanceOf(AccessConfigException.class)
        .hasMessageContaining(cert() + ": there is no such file");
    write(SERVER);
    Files.writeString(key(), "nonsense");
    assertThatThrownBy(() -> open(Optional.empty(), Optional.empty()))
        .isInstanceOf(AccessConfigException.class)
        .hasMessageContaining("the key file (expected: an unencrypted private key in PEM, PKCS#8)");
    Files.writeString(cert(), "nonsense");
    assertThatThrownBy(() -> open(Optional.empty(), Optional.empty()))
        .isInstanceOf(AccessConfigException.class)
        .hasMessageContaining("(expected: certificates in PEM)");
  }

  private ApiFixture open(Optional<Path> clients, Optional<Path> policy) {
    return new ApiFixture(
        new AccessSettings(
            Optional.of(new AccessSettings.Tls(cert(), key(), clients)),
            Optional.empty(),
            Optional.empty(),
            policy,
            List.of()));
  }

  private Path cert() {
    return folder.resolve("cert.pem");
  }

  private Path key() {
    return folder.resolve("key.pem");
  }

  private void write(TlsKeyPair pair) throws IOException {
    Files.writeString(cert(), pem(pair.certificateChain()));
    Files.writeString(key(), pem(pair));
  }

  private static String pem(TlsKeyPair pair) {
    return pem("PRIVATE KEY", pair.privateKey().getEncoded());
  }

  private static String pem(List<X509Certificate> chain) throws IOException {
    try {
      return pem("CERTIFICATE", chain.getFirst().getEncoded());
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IOException(e);
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            what, Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der), what);
  }

  private static HttpClient client(
      TlsKeyPair trusted, @org.jspecify.annotations.Nullable TlsKeyPair own) throws Exception {
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    authorities.setCertificateEntry("server", trusted.certificateChain().getFirst());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own == null ? null : keys(own), trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static KeyManager[] keys(TlsKeyPair own) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "own",
        own.privateKey(),
        new char[0],
        own.certificateChain().toArray(new X509Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, new char[0]);
    return factory.getKeyManagers();
  }

  private static HttpResponse<String> get(ApiFixture api, HttpClient client) throws Exception {
    return send(api, client, "GET", "/v2/" + LOCATION + "/queues");
  }

  private static HttpResponse<String> send(
      ApiFixture api, HttpClient client, String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + api.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static int statusOrNone(ApiFixture api, HttpClient client) throws Exception {
    try {
      return get(api, client).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }
}
