package dev.sluice.standalone.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An embedded broker that wants TLS and a password or token, and allows nobody anything but its
 * owner.
 */
public final class SecuredBroker implements AutoCloseable {

  private static final String PASSWORD = "changeit";

  private static final String BEARER =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";

  /** The user who may do everything. */
  public static final String OWNER = "owner";

  private final EmbeddedBroker broker;
  private final Path certificate;

  private SecuredBroker(EmbeddedBroker broker, Path certificate) {
    this.broker = broker;
    this.certificate = certificate;
  }

  /** Starts one that knows these users. */
  public static SecuredBroker start(Path folder, List<String> users) throws Exception {
    Files.createDirectories(folder);
    Path store = folder.resolve("broker.p12");
    Path certificate = folder.resolve("broker.pem");
    keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-alias",
        "own",
        "-dname",
        "CN=broker",
        "-ext",
        "san=ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "own",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD,
        "-file",
        certificate.toString());
    StringBuilder jaas =
        new StringBuilder(login(OWNER))
            .append(" user_")
            .append(OWNER)
            .append("=\"" + PASSWORD + "\"");
    users.forEach(user -> jaas.append(" user_" + user + "=\"" + PASSWORD + "\""));
    Map<String, String> overrides = new HashMap<>(tls(store, certificate));
    // The listeners keep their names, which say nothing of what is spoken there.
    overrides.put("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT");
    overrides.put("sasl.enabled.mechanisms", "PLAIN,OAUTHBEARER");
    // Tokens that nobody has signed: what is passed on is Kafka's, who believes them is not tested.
    overrides.put("listener.name.plaintext.oauthbearer.sasl.jaas.config", BEARER + " required;");
    overrides.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    overrides.put("listener.name.plaintext.plain.sasl.jaas.config", jaas.append(';').toString());
    overrides.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    overrides.put("super.users", "User:" + OWNER + ";User:ANONYMOUS");
    BrokerSettings plain = BrokerSettings.in(folder.resolve("kafka"));
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            new BrokerSettings(plain.folder(), 0, 0, false, plain.maxRecordBytes(), overrides),
            new SecureRandom());
    return new SecuredBroker(broker, certificate);
  }

  private static Map<String, String> tls(Path store, Path certificate) {
    return Map.of(
        "ssl.keystore.type",
        "PKCS12",
        "ssl.keystore.location",
        store.toString(),
        "ssl.keystore.password",
        PASSWORD,
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        certificate.toString());
  }

  private static String login(String user) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
        + user
        + "\" password=\""
        + PASSWORD
        + "\"";
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(said);
    }
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** What a client of a user is made with, beside the address. */
  public Map<String, String> client(String user) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        login(user) + ";",
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        certificate.toString());
  }

  /** The same for a client of a user who shows a token instead of a password. */
  public Map<String, String> clientWithToken(String user) {
    Map<String, String> properties = new HashMap<>(client(user));
    properties.put("sasl.mechanism", "OAUTHBEARER");
    properties.put(
        "sasl.jaas.config", BEARER + " required unsecuredLoginStringClaim_sub=\"" + user + "\";");
    return properties;
  }

  /** What a client of the owner is made with. */
  public Map<String, Object> owner() {
    Map<String, Object> properties = new HashMap<>(client(OWNER));
    properties.put("bootstrap.servers", bootstrapServers());
    return properties;
  }

  @Override
  public void close() {
    broker.close();
  }
}
