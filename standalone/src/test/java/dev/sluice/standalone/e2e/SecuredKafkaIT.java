package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.schemas.TopicNames;
import dev.sluice.standalone.broker.SecuredBroker;
import dev.sluice.standalone.permission.KafkaRole;
import dev.sluice.standalone.permission.Need;
import dev.sluice.standalone.permission.Permissions;
import dev.sluice.standalone.testkit.RecordingTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sluice beside a Kafka with TLS, passwords and an authorizer, where each role is a user of its own
 * that may do what the role needs under a prefix, and nothing else.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SecuredKafkaIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final TopicNames TOPICS = new TopicNames("team-a.");
  private static final String NOBODY = "nobody";

  @TempDir static Path folder;
  private static SecuredBroker kafka;
  private static Admin owner;

  @BeforeAll
  static void startKafka() throws Exception {
    kafka =
        SecuredBroker.start(folder.resolve("kafka"), List.of("scheduler", "worker", "api", NOBODY));
    owner = Admin.create(kafka.owner());
    for (KafkaRole role : KafkaRole.values()) {
      owner
          .createAcls(role.needs(TOPICS).stream().map(need -> allow(user(role), need)).toList())
          .all()
          .get();
    }
  }

  @AfterAll
  static void stopKafka() {
    owner.close();
    kafka.close();
  }

  @Test
  @Order(1)
  void roles_thatMayDoWhatTheyNeed_deliver() throws Exception {
    try (RecordingTarget target = RecordingTarget.start();
        SluiceProcess worker = role("worker", "worker", "");
        SluiceProcess scheduler =
            role("scheduler", "scheduler", "sluice.partitions=2\nsluice.lanes=2\n").awaitReady();
        SluiceProcess api =
            role(
                "api",
                "api",
                "sluice.api.port=0\nsluice.api.schedulers=127.0.0.1:" + scheduler.port() + "\n")) {
      worker.awaitReady();
      Api queue = Api.withQueue(api.awaitReady(), "secured", "");
      queue.createTask("one", target.url("/"), "");
      await().atMost(SOON).until(() -> target.arrivals().size() == 1);
      await().atMost(SOON).until(() -> queue.taskIds().isEmpty());
      assertThat(setPolicy(api, queue)).isEqualTo(200);

      Path asApi = config("checked", "api", "sluice.api.schedulers=127.0.0.1:" + scheduler.port());
      Checked checked = Checked.by("--config", asApi.toString(), "--role", "api");
      assertThat(checked.exitCode()).as(checked.findings().toString()).isZero();
      assertThat(checked.of("permission")).extracting(Checked.Found::result).containsExactly("ok");
      assertThat(checked.of("broker"))
          .extracting(Checked.Found::found)
          .containsExactly("Kafka 4.3");
      assertThat(checked.of("scheduler"))
          .extracting(Checked.Found::found)
          .containsExactly("2 of 2 partitions have a scheduler");
      assertThat(checked.of("topic")).extracting(Checked.Found::found).contains("2 partitions");
      // An API server may not write to the marker topic.
      assertThat(checked.of("clock")).extracting(Checked.Found::result).containsExactly("skipped");
    }
  }

  private static int setPolicy(SluiceProcess api, Api queue) throws Exception {
    String policy =
        "{\"policy\": {\"bindings\": [{\"role\": \"roles/viewer\", \"members\":"
            + " [\"user:a@example.com\"]}]}}";
    return new Rest(api.port()).post("/v2/" + queue.queue() + ":setIamPolicy", policy).status();
  }

  @Test
  @Order(2)
  void roles_thatMayDoNothing_sayInOneLineWhatIsMissing() throws Exception {
    String scheduling = "sluice.api.port=0\nsluice.api.schedulers=127.0.0.1:1\n";
    try (SluiceProcess scheduler = role("scheduler", NOBODY, "");
        SluiceProcess worker = role("worker", NOBODY, "");
        SluiceProcess api = role("api", NOBODY, scheduling)) {
      assertThat(error(scheduler))
          .contains("Kafka does not allow User:nobody: Read on topic team-a.tasks, ")
          .contains("Read on group team-a.scheduler")
          .contains("Write on transactional id team-a.scheduler*");
      assertThat(error(worker))
          .contains("Read on topic team-a.dispatches")
          .contains("Read on group team-a.workers")
          .contains(
              "kafka-acls.sh --bootstrap-server "
                  + kafka.bootstrapServers()
                  + " --add --allow-principal 'User:nobody' --operation Read --topic"
                  + " team-a.dispatches");
      assertThat(error(api)).contains("Write on transactional id team-a.policies-writer");
    }
  }

  private static String error(SluiceProcess process) throws Exception {
    assertThat(process.exitCode(SOON)).contains(1);
    String said = process.stderr();
    assertThat(said.lines()).as(said).hasSize(1);
    assertThat(said).startsWith("error: ");
    return said;
  }

  @ParameterizedTest
  @EnumSource(KafkaRole.class)
  @Order(3)
  void missing_oneThatARoleNeeds_isFound(KafkaRole role) throws Exception {
    Map<String, Object> properties = new HashMap<>(kafka.client(user(role)));
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      Permissions permissions = new Permissions(admin, TOPICS);
      assertThat(permissions.missing(role)).isEmpty();
      for (Need need : role.needs(TOPICS)) {
        // To describe is part of all else, and what is there need not be made.
        if (need.operation() != AclOperation.DESCRIBE && need.operation() != AclOperation.CREATE) {
          AclBinding allowed = allow(user(role), need);
          owner.deleteAcls(List.of(allowed.toFilter())).all().get();
          soon().until(() -> permissions.missing(role).equals(List.of(need)));
          owner.createAcls(List.of(allowed)).all().get();
          soon().until(() -> permissions.missing(role).isEmpty());
        }
      }
    }
  }

  @Test
  @Order(4)
  void check_beforeTheFirstStart_asNobody_saysThatTopicsMayNotBeMade() throws Exception {
    TopicNames fresh = new TopicNames("fresh.");
    List<Need> needs = KafkaRole.SCHEDULER.needs(fresh);
    owner
        .createAcls(
            needs.stream()
                .filter(need -> need.operation() != AclOperation.CREATE)
                .map(need -> allow(NOBODY, need))
                .toList())
        .all()
        .get();
    Path config = config("fresh", NOBODY, "sluice.topic-prefix=fresh.");
    Checked checked = Checked.by("--config", config.toString(), "--role", "scheduler");
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.of("permission"))
        .hasSize(
            (int) needs.stream().filter(need -> need.operation() == AclOperation.CREATE).count())
        .allSatisfy(found -> {
          assertThat(found.found()).matches("Create on topic fresh\\..* is not allowed");
          assertThat(found.remedy()).contains("--operation Create --topic fresh.");
        });
    assertThat(checked.of("topic"))
        .extracting(Checked.Found::found)
        .containsExactly("not there yet");
  }

  @Test
  @Order(5)
  void check_topicsThatOthersMade_areComparedAndHaveARemedy() throws Exception {
    owner.createTopics(List.of(new NewTopic("made.tasks", 3, (short) 1))).all().get();
    Path config =
        config("made", SecuredBroker.OWNER, "sluice.topic-prefix=made.\nsluice.partitions=2");
    Checked checked = Checked.by("--config", config.toString());
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.of("topic"))
        .filteredOn(found -> found.result().equals("failed"))
        .extracting(Checked.Found::found)
        .contains(
            "partitions is 3 (expected: 2); partitions are fixed at installation, lanes can"
                + " only be added",
            "cleanup.policy is delete (expected: compact,delete)",
            "message.timestamp.type is CreateTime (expected: LogAppendTime)");
    assertThat(checked.of("topic"))
        .extracting(Checked.Found::remedy)
        .contains(
            "kafka-configs.sh --bootstrap-server "
                + kafka.bootstrapServers()
                + " --alter --entity-type topics --entity-name made.tasks --add-config"
                + " 'cleanup.policy=[compact,delete]'");
  }

  @Test
  @Order(6)
  void check_asWhoMayAll_measuresTheClock() throws Exception {
    Path config = config("all", SecuredBroker.OWNER, "");
    Checked checked = Checked.by("--config", config.toString());
    assertThat(checked.of("clock")).extracting(Checked.Found::result).containsExactly("ok");
    assertThat(checked.of("clock").getFirst().found()).contains(" ms ");
  }

  @Test
  @Order(7)
  void check_wrongPassword_saysSoOfTheCluster() throws Exception {
    Path config = config("wrong", "somebody-else", "");
    Checked checked = Checked.by("--config", config.toString());
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.findings())
        .singleElement()
        .satisfies(found -> assertThat(found.found()).contains("Authentication failed"));
  }

  @Test
  @Order(8)
  void roles_thatShowTokens_deliver() throws Exception {
    try (RecordingTarget target = RecordingTarget.start();
        SluiceProcess worker = role("worker", tokenOf("worker"), "");
        SluiceProcess scheduler =
            role("scheduler", tokenOf("scheduler"), "sluice.partitions=2\nsluice.lanes=2\n")
                .awaitReady();
        SluiceProcess api =
            role(
                "api",
                tokenOf("api"),
                "sluice.api.port=0\nsluice.api.schedulers=127.0.0.1:" + scheduler.port() + "\n")) {
      worker.awaitReady();
      Api queue = Api.withQueue(api.awaitReady(), "with-tokens", "");
      queue.createTask("one", target.url("/"), "");
      await().atMost(SOON).until(() -> target.arrivals().size() == 1);
      await().atMost(SOON).until(() -> queue.taskIds().isEmpty());
    }
  }

  /** Brokers hear of changed permissions a moment later. */
  private static ConditionFactory soon() {
    return await().atMost(SOON).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
  }

  private static String user(KafkaRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static AclBinding allow(String user, Need need) {
    return new AclBinding(
        new ResourcePattern(
            need.type(), need.name(), need.prefixed() ? PatternType.PREFIXED : PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", need.operation(), AclPermissionType.ALLOW));
  }

  /** Somebody as a role is started by. */
  private record Login(String name, Map<String, String> properties) {}

  private static Login tokenOf(String user) {
    return new Login(user + "-by-token", kafka.clientWithToken(user));
  }

  private static Login passwordOf(String user) {
    return new Login(user, kafka.client(user));
  }

  private static SluiceProcess role(String role, String user, String lines) throws Exception {
    return role(role, passwordOf(user), lines);
  }

  private static SluiceProcess role(String role, Login login, String lines) throws Exception {
    String name = role + "-as-" + login.name();
    return SluiceProcess.role(
        folder.resolve(name), role, "--config", config(name, login, lines).toString());
  }

  private static Path config(String name, String user, String lines) throws Exception {
    return config(name, passwordOf(user), lines);
  }

  private static Path config(String name, Login login, String lines) throws Exception {
    StringBuilder text = new StringBuilder();
    text.append("sluice.bootstrap-servers=").append(kafka.bootstrapServers()).append('\n');
    text.append("sluice.topic-prefix=team-a.\n");
    login
        .properties()
        .forEach((key, value) ->
            text.append("kafka.").append(key).append('=').append(value).append('\n'));
    return Files.writeString(folder.resolve(name + ".properties"), text + lines + "\n");
  }
}
