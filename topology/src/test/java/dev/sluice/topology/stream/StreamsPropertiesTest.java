package dev.sluice.topology.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.SchedulerSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamsPropertiesTest {

  @TempDir Path folder;

  @Test
  void poll_isLong_whereTheConsumerKnowsWhenToComeBack() {
    assertThat(properties(Map.of())).containsEntry(StreamsConfig.POLL_MS_CONFIG, 100L);
  }

  @Test
  void poll_isShort_whereStreamsMakesTheConsumer() {
    assertThat(properties(Map.of(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams")))
        .containsEntry(StreamsConfig.POLL_MS_CONFIG, 20L);
  }

  private Properties properties(Map<String, String> streams) {
    SchedulerSettings plain = Settings.of(1, folder, () -> 0);
    SchedulerSettings settings =
        new SchedulerSettings(
            plain.cluster(),
            plain.member(),
            plain.query(),
            plain.tuning(),
            plain.room(),
            new SchedulerSettings.ExtraProperties(Map.of(), streams),
            plain.taskSchemas(),
            plain.clock(),
            plain.meters());
    try (RocksMemory memory = new RocksMemory(16 << 20)) {
      return StreamsProperties.of(settings, "127.0.0.1:1", memory);
    }
  }
}
