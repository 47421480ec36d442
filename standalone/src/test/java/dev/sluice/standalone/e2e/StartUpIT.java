package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.broker.BrokerSettings;
import dev.sluice.standalone.broker.EmbeddedBroker;
import dev.sluice.standalone.testkit.RecordingTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that find something else than they left, and ends at any moment. */
final class StartUpIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long SEED = 4;

  @TempDir private Path folder;

  @Test
  void localState_olderOrDamaged_isMadeGoodFromKafka() throws Exception {
    Path data = folder.resolve("data");
    Path state = data.resolve("state");
    Path older = folder.resolve("older");
    try (RecordingTarget target = RecordingTarget.start()) {
      try (SluiceProcess sluice = SluiceProcess.start(data)) {
        Api api = Api.withQueue(sluice, "kept", "");
        api.queueVerb("pause");
        create(api, target, List.of("a1", "a2", "a3"));
        assertThat(sluice.stop(SOON)).contains(0);
      }
      copy(state, older);

      try (SluiceProcess sluice = SluiceProcess.start(data)) {
        Api api = Api.of(sluice, "kept");
        api.queueVerb("resume");
        await().atMost(SOON).until(() -> api.taskIds().isEmpty());
        api.queueVerb("pause");
        create(api, target, List.of("b1", "b2"));
        assertThat(sluice.stop(SOON)).contains(0);
      }
      Utils.delete(state.toFile());
      Files.move(older, state);

      try (SluiceProcess sluice = SluiceProcess.start(data)) {
        Api api = Api.of(sluice, "kept");
        assertThat(api.taskIds()).containsExactlyInAnyOrder("b1", "b2");
        api.queueVerb("resume");
        await().atMost(SOON).until(() -> api.taskIds().isEmpty());
        api.queueVerb("pause");
        create(api, target, List.of("c1", "c2"));
        assertThat(sluice.stop(SOON)).contains(0);
      }
      assertThat(damageManifests(state)).isPositive();

      try (SluiceProcess sluice = SluiceProcess.start(data)) {
        Api api = Api.of(sluice, "kept");
        assertThat(api.taskIds()).containsExactlyInAnyOrder("c1", "c2");
        assertThat(sluice.stderr()).contains("event=damaged_state_removed ");
        api.queueVerb("resume");
        await().atMost(SOON).until(() -> api.taskIds().isEmpty());
        assertThat(sluice.stop(SOON)).contains(0);
      }
      assertThat(target.arrivals()).hasSize(7);
    }
  }

  private static void create(Api api, RecordingTarget target, List<String> names) throws Exception {
    for (String name : names) {
      api.createTask(name, target.url("/"), "");
    }
  }

  /** Overwrites all manifests, by which RocksDB finds its data; returns how many there were. */
  private static int damageManifests(Path state) throws IOException {
    int damaged = 0;
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.getFileName().toString().startsWith("MANIFEST")) {
          byte[] bytes = Files.readAllBytes(file);
          new Random(SEED).nextBytes(bytes);
          Files.write(file, bytes);
          damaged++;
        }
      }
    }
    return damaged;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @Test
  void role_beforeItsKafka_waitsForItAndSaysSo() throws Exception {
    int port = Ports.free();
    Path config =
        Files.writeString(
            folder.resolve("early.properties"),
            "sluice.bootstrap-servers=127.0.0.1:" + port + "\nsluice.partitions=1\n");
    try (SluiceProcess scheduler =
        SluiceProcess.role(folder.resolve("early"), "scheduler", "--config", config.toString())) {
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(scheduler.stderr())
                  .contains("event=waiting_for_kafka bootstrap_servers=127.0.0.1:" + port));
      try (EmbeddedBroker kafka =
          EmbeddedBroker.start(
              new BrokerSettings(
                  folder.resolve("kafka"),
                  port,
                  0,
                  false,
                  BrokerSettings.DEFAULT_MAX_RECORD_BYTES,
                  Map.of()),
              new SplittableRandom())) {
        scheduler.awaitReady();
        assertThat(scheduler.stop(SOON)).contains(0);
        assertThat(kafka.bootstrapServers()).endsWith(":" + port);
      }
    }
  }

  @Test
  void sigterm_atAnyMomentOfTheStart_exitsZero() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 5; i++) {
      int afterMillis = random.nextInt(3_000);
      Path data = folder.resolve("ended-" + i);
      try (SluiceProcess sluice = SluiceProcess.launch(data, 0, List.of())) {
        // Before that there is nothing of ours that could answer for the exit code.
        await().atMost(SOON).until(() -> isLocked(data));
        TimeUnit.MILLISECONDS.sleep(afterMillis);
        assertThat(sluice.stop(SOON)).as("after " + afterMillis + " ms").contains(0);
      }
    }
  }

  private static boolean isLocked(Path data) {
    return Files.exists(data.resolve("lock"));
  }
}
