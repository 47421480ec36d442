package dev.sluice.standalone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CloudTasksSettings;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.LocationName;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.QueueName;
import com.google.cloud.tasks.v2.RetryConfig;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The code of docs/testing.md, and what it says of the testkit. */
@ResourceLock("server of the testkit")
final class KitGuideIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final LocationName LOCATION = LocationName.of("my-project", "us-central1");
  private static final QueueName MAIL = QueueName.of("my-project", "us-central1", "mail");

  @RegisterExtension static final SluiceExtension sluice = SluiceExtension.start();

  private CloudTasksClient tasks;

  @BeforeEach
  void connect() throws IOException {
    tasks =
        CloudTasksClient.create(
            CloudTasksSettings.newBuilder()
                .setCredentialsProvider(NoCredentialsProvider.create())
                .setEndpoint(sluice.endpoint())
                .setTransportChannelProvider(
                    CloudTasksSettings.defaultGrpcTransportProviderBuilder()
                        .setChannelConfigurator(channel -> channel.usePlaintext())
                        .build())
                .build());
  }

  @AfterEach
  void disconnect() {
    tasks.close();
  }

  // docs/testing.md begins
  @Test
  void mailThatFails_isSentAgainAnHourLater() {
    RetryConfig hourly = RetryConfig.newBuilder().setMinBackoff(Durations.fromHours(1)).build();
    tasks.createQueue(
        LOCATION, Queue.newBuilder().setName(MAIL.toString()).setRetryConfig(hourly).build());
    sluice.failNext("mail", 503, 1);

    tasks.createTask(MAIL, post("/send").build());
    await().until(() -> sluice.target().arrivals().size() == 1);
    sluice.advance(Duration.ofHours(1));

    await().until(() -> sluice.target().arrivals().size() == 2);
    assertThat(sluice.target().arrivals())
        .extracting(RecordingTarget.Arrival::status)
        .containsExactly(503, 200);
  }

  private static Task.Builder post(String path) {
    String url = sluice.target().url(path);
    return Task.newBuilder().setHttpRequest(HttpRequest.newBuilder().setUrl(url));
  }

  // docs/testing.md ends

  @Test
  void guide_showsThisCode() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/sluice/standalone/testkit/KitGuideIT.java"));
    String code =
        source.substring(
            source.indexOf("// docs/testing.md begins\n") + "// docs/testing.md begins\n".length(),
            source.indexOf("  // docs/testing.md ends\n"));

    assertThat(Files.readString(Path.of("../docs/testing.md")))
        .contains(code.stripTrailing().stripIndent());
  }

  @Test
  void scheduledTask_arrivesOnceItsTimeHasCome_andNotBefore() {
    tasks.createQueue(LOCATION, Queue.newBuilder().setName(MAIL.toString()).build());
    Instant later = Instant.now().plus(Duration.ofDays(2));
    tasks.createTask(
        MAIL, post("/later").setScheduleTime(Timestamps.fromMillis(later.toEpochMilli())).build());
    sluice.advance(Duration.ofDays(1));
    tasks.createTask(MAIL, post("/now").build());
    await().atMost(SOON).until(() -> sluice.target().arrivals().size() == 1);

    sluice.advance(Duration.ofDays(1).plusMinutes(1));

    await().atMost(SOON).until(() -> sluice.target().arrivals().size() == 2);
    assertThat(sluice.target().arrivals())
        .extracting(RecordingTarget.Arrival::path)
        .containsExactly("/now", "/later");
  }

  @Test
  void name_isTakenForAnHourAfterItsTask() {
    tasks.createQueue(LOCATION, Queue.newBuilder().setName(MAIL.toString()).build());
    Task named = post("/").setName(MAIL + "/tasks/once").build();
    tasks.createTask(MAIL, named);
    await().atMost(SOON).until(() -> sluice.target().arrivals().size() == 1);
    sluice.advance(Duration.ofMinutes(58));
    assertThatThrownBy(() -> tasks.createTask(MAIL, named))
        .isInstanceOf(AlreadyExistsException.class);

    sluice.advance(Duration.ofMinutes(3));

    tasks.createTask(MAIL, named);
    await().atMost(SOON).until(() -> sluice.target().arrivals().size() == 2);
  }

  @Test
  void purge_leavesNothing_andNamesAreFree() {
    tasks.createQueue(LOCATION, Queue.newBuilder().setName(MAIL.toString()).build());
    tasks.pauseQueue(MAIL);
    Task named = post("/").setName(MAIL + "/tasks/once").build();
    tasks.createTask(MAIL, named);

    sluice.purge();

    assertThat(tasks.listQueues(LOCATION).iterateAll()).isEmpty();
    tasks.createQueue(LOCATION, Queue.newBuilder().setName(MAIL.toString()).build());
    tasks.createTask(MAIL, named);
    await().atMost(SOON).until(() -> sluice.target().arrivalsOf("once").size() == 1);
  }

  @Test
  void advance_beyondWhatTasksLive_isRefused() {
    assertThatThrownBy(() -> sluice.advance(Duration.ofDays(31)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("30 days in all");
  }
}
