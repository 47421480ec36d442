package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.PermissionDeniedException;
import com.google.api.gax.rpc.UnauthenticatedException;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CloudTasksSettings;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.QueueName;
import dev.sluice.standalone.testkit.RecordingTarget;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of docs/access.md, as it stands there but for address and ports: certificates by
 * openssl, a real process with TLS, tokens and policies, and the client commands, curl and Google's
 * clients as its callers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AccessIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern FENCE = Pattern.compile("\n```(\\w+)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern FILE = Pattern.compile("(?m)^(sluice\\.api\\..*file)=(.+)$");
  private static final String LOCATION = "projects/demo/locations/local";

  @TempDir private static Path folder;
  private List<Matcher> fences = List.of();
  private SluiceProcess sluice;
  private RecordingTarget target;

  @BeforeAll
  void start() throws Exception {
    Tools.assume("openssl");
    String page =
        Files.readString(SluiceProcess.launcher().resolveSibling("docs").resolve("access.md"));
    fences = FENCE.matcher(page).results().map(found -> FENCE.matcher(found.group())).toList();
    fences.forEach(fence -> assertThat(fence.find()).isTrue());
    for (String script : snippets("sh", "openssl")) {
      Tools.Ran ran = run(script);
      assertThat(ran.exitCode()).as(ran.out()).isZero();
    }
    Files.writeString(folder.resolve("policy.yaml"), snippets("yaml", "bindings").getFirst());
    String settings =
        FILE.matcher(snippets("properties", "sluice.api.bind").getFirst())
            .replaceAll(line -> line.group(1) + "=" + folder.resolve(line.group(2)))
            .replace("0.0.0.0", "127.0.0.1");
    Path config = Files.writeString(folder.resolve("sluice.properties"), settings);
    sluice = SluiceProcess.start(folder.resolve("data"), "--config", config.toString());
    target = RecordingTarget.start();
  }

  @AfterAll
  void stop() {
    Optional.ofNullable(target).ifPresent(RecordingTarget::close);
    Optional.ofNullable(sluice).ifPresent(SluiceProcess::close);
  }

  @Test
  @Order(1)
  void commandsAndCurl_withTokensAndACertificate_doWhatTheyMay() throws Exception {
    Tools.assume("curl");

    Tools.Ran ran = run(snippets("sh", "curl --cacert").getFirst());

    assertThat(ran.exitCode()).as(ran.out()).isZero();
    assertThat(ran.lines()).as("the watcher's list").anyMatch(line -> line.startsWith("mail "));
    expectArrival("/welcome");
  }

  @Test
  @Order(2)
  void commands_withoutCredentialsOrPermission_areRefusedInALine() throws Exception {
    String list = "./sluice queues list --project demo --endpoint https://localhost:8123 ";
    assertRefused(list + "--ca ca.pem", "UNAUTHENTICATED");
    assertRefused(list + "--ca ca.pem --token-file app.token", "PERMISSION_DENIED");
    assertRefused(list + "--token-file admin.token", "no TLS connection");
    String delete = "./sluice queues delete mail --project demo --endpoint https://localhost:8123 ";
    assertRefused(
        delete + "--ca ca.pem --cert watcher.pem --key watcher-key.pem", "PERMISSION_DENIED");
  }

  @Test
  @Order(3)
  void nodeClient_overGrpcWithTlsAndAToken_createsATask() throws Exception {
    Tools.assumeNodeClient();
    String script = snippets("js", "createSsl").getFirst();

    Tools.Ran ran =
        Tools.run(
            folder,
            List.of(
                "env",
                "NODE_PATH=" + Path.of("src/test/node/node_modules").toAbsolutePath(),
                "node",
                "-e",
                here(script)));

    assertThat(ran.exitCode()).as(ran.out()).isZero();
    expectArrival("/from-node");
  }

  @Test
  @Order(4)
  void javaClient_overGrpcWithTls_isWhoItsTokenOrCertificateSays() throws Exception {
    QueueName mail = QueueName.of("demo", "local", "mail");
    TlsChannelCredentials.Builder shown =
        tls().keyManager(file("watcher.pem"), file("watcher-key.pem"));

    try (Caller ops = new Caller(tls(), Optional.of(token("admin.token")));
        Caller watcher = new Caller(shown, Optional.empty());
        Caller nobody = new Caller(tls(), Optional.empty())) {
      assertThat(ops.client.pauseQueue(mail).getState()).isEqualTo(Queue.State.PAUSED);
      assertThat(watcher.client.getQueue(mail).getState()).isEqualTo(Queue.State.PAUSED);
      assertThatThrownBy(() -> watcher.client.resumeQueue(mail))
          .isInstanceOf(PermissionDeniedException.class)
          .hasMessageContaining("cloudtasks.queues.resume");
      assertThatThrownBy(() -> nobody.client.getQueue(mail))
          .isInstanceOf(UnauthenticatedException.class);
    }
  }

  @Test
  @Order(5)
  void port_withTls_answersNothingInTheClear() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + sluice.port() + "/v2/" + LOCATION + "/queues"))
            .header("Authorization", "Bearer " + token("admin.token"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
    assertThat(sluice.stderr()).doesNotContain(token("admin.token"), token("app.token"));
  }

  private void assertRefused(String command, String why) throws Exception {
    Tools.Ran ran = run(command);
    assertThat(ran.exitCode()).as(ran.out()).isEqualTo(1);
    assertThat(ran.lines()).singleElement().asString().startsWith("error: ").contains(why);
  }

  private void expectArrival(String path) {
    await()
        .atMost(SOON)
        .until(() -> target.arrivals().stream().anyMatch(arrival -> arrival.path().equals(path)));
  }

  /** The page's fences of a language that contain a text. */
  private List<String> snippets(String language, String text) {
    return fences.stream()
        .filter(fence -> fence.group(1).equals(language) && fence.group(2).contains(text))
        .map(fence -> fence.group(2))
        .toList();
  }

  private Tools.Ran run(String script) throws Exception {
    return Tools.run(folder, List.of("sh", "-ec", here(script)));
  }

  /** With the addresses of this test. */
  private String here(String snippet) {
    if (target == null) {
      return snippet;
    }
    return snippet
        .replace("127.0.0.1:9000", "127.0.0.1:" + target.port())
        .replace("8123", Integer.toString(sluice.port()))
        .replace("./sluice", SluiceProcess.launcher().toString());
  }

  private java.io.File file(String name) {
    return folder.resolve(name).toFile();
  }

  private String token(String file) throws IOException {
    return Files.readString(folder.resolve(file)).strip();
  }

  private TlsChannelCredentials.Builder tls() throws IOException {
    return TlsChannelCredentials.newBuilder().trustManager(file("ca.pem"));
  }

  /** Google's Java client on a channel with TLS. */
  private final class Caller implements AutoCloseable {

    private final ManagedChannel channel;
    private final CloudTasksClient client;

    Caller(TlsChannelCredentials.Builder tls, Optional<String> token) throws IOException {
      Metadata headers = new Metadata();
      token.ifPresent(text ->
          headers.put(
              Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
              "Bearer " + text));
      channel =
          Grpc.newChannelBuilder("localhost:" + sluice.port(), tls.build())
              .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
              .build();
      client =
          CloudTasksClient.create(
              CloudTasksSettings.newBuilder()
                  .setCredentialsProvider(NoCredentialsProvider.create())
                  .setTransportChannelProvider(
                      FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
                  .build());
    }

    @Override
    public void close() {
      client.close();
      channel.shutdownNow();
    }
  }
}
