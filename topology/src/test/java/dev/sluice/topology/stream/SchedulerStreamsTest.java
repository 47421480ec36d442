package dev.sluice.topology.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.topology.MicroClock;
import dev.sluice.topology.SchedulerSettings;
import dev.sluice.topology.query.VerdictFeed;
import dev.sluice.topology.topics.LogEnds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerStreamsTest {

  private static final String TIMEOUT = "producer.transaction.timeout.ms";

  @TempDir private Path folder;

  @Test
  void tableAndOwners_stopped_areNotHereRatherThanAnError() {
    try (Admin nobody =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1"))) {
      SchedulerStreams streams =
          SchedulerStreams.start(
              Settings.of(1, folder, MicroClock.system()),
              "127.0.0.1:1",
              new VerdictFeed(),
              new LogEnds(nobody),
              Optional::empty,
              () -> {});
      assertThat(streams.close(Duration.ofSeconds(30))).isTrue();

      assertThatThrownBy(() -> streams.table(SchedulerTopology.INDEX, 0))
          .isInstanceOf(InvalidStateStoreException.class);
      assertThatThrownBy(streams::owners).isInstanceOf(InvalidStateStoreException.class);
    }
  }

  @Test
  void transactionTimeout_isTheProducers() {
    assertThat(SchedulerStreams.transactionTimeout(settings(Map.of())))
        .isEqualTo(Duration.ofSeconds(6));
    assertThat(SchedulerStreams.transactionTimeout(settings(Map.of(TIMEOUT, "30000"))))
        .isEqualTo(Duration.ofSeconds(30));
    assertThatThrownBy(() -> SchedulerStreams.transactionTimeout(settings(Map.of(TIMEOUT, "x"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(TIMEOUT);
  }

  private SchedulerSettings settings(Map<String, String> streams) {
    SchedulerSettings some = Settings.of(1, folder, MicroClock.system());
    return new SchedulerSettings(
        some.cluster(),
        some.member(),
        some.query(),
        some.tuning(),
        some.room(),
        new SchedulerSettings.ExtraProperties(Map.of(), streams),
        some.taskSchemas(),
        some.clock(),
        some.meters());
  }
}
