package dev.sluice.topology.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StaleStateTest {

  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  private Path folder;

  @BeforeEach
  void makeFolder(@TempDir Path state) throws IOException {
    folder = Files.createDirectory(state.resolve("application"));
  }

  @Test
  void folder_lastWrittenTooLongAgo_isRemovedWithAllInIt() throws IOException {
    Path stale = task("0_1", Duration.ofMinutes(61));
    Path fresh = task("0_2", Duration.ofMinutes(59));
    Path other = task("other", Duration.ofDays(9));

    assertThat(StaleState.remove(folder, NOW)).containsExactly(stale);
    assertThat(stale).doesNotExist();
    assertThat(fresh).exists();
    assertThat(other).exists();
  }

  @Test
  void contactNotedLately_folderIsKept_howeverOldItsFilesAre() throws IOException {
    Path idle = task("0_1", Duration.ofDays(2));
    noteContact(Duration.ofMinutes(59));

    assertThat(StaleState.remove(folder, NOW)).isEmpty();
    assertThat(idle).exists();
  }

  @Test
  void contactNotedTooLongAgo_folderIsRemoved_thoughItWasWrittenJustNow() throws IOException {
    Path cutOff = task("0_1", Duration.ZERO);
    noteContact(Duration.ofMinutes(61));

    assertThat(StaleState.remove(folder, NOW)).containsExactly(cutOff);
  }

  private void noteContact(Duration age) {
    var _ = new LastContact(() -> {}, folder, InstantSource.fixed(NOW.minus(age)), true);
  }

  @Test
  void folder_absent_isNothingToRemove() {
    assertThat(StaleState.remove(folder.resolve("absent"), NOW)).isEmpty();
  }

  private Path task(String name, Duration age) throws IOException {
    Path task = folder.resolve(name);
    Path store = Files.createDirectories(task.resolve("rocksdb/index"));
    Path file = Files.writeString(store.resolve("000004.sst"), "x");
    FileTime time = FileTime.from(NOW.minus(age));
    for (Path path : List.of(file, store, task.resolve("rocksdb"), task)) {
      Files.setLastModifiedTime(path, time);
    }
    return task;
  }
}
