package dev.sluice.topology.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.topology.MicroClock;
import dev.sluice.topology.query.VerdictFeed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerStreamsTest {

  @TempDir private Path folder;

  @Test
  void tableAndOwners_stopped_areNotHereRatherThanAnError() {
    SchedulerStreams streams =
        SchedulerStreams.start(
            Settings.of(1, folder, MicroClock.system()),
            "127.0.0.1:1",
            new VerdictFeed(),
            Optional::empty,
            () -> {});
    assertThat(streams.close(Duration.ofSeconds(30))).isTrue();

    assertThatThrownBy(() -> streams.table(SchedulerTopology.INDEX, 0))
        .isInstanceOf(InvalidStateStoreException.class);
    assertThatThrownBy(streams::owners).isInstanceOf(InvalidStateStoreException.class);
  }
}
