package dev.sluice.standalone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {

  @TempDir Path folder;

  @Test
  void open_heldByAnother_namesFolderAndPid() {
    try (DataFolder held = DataFolder.open(folder, 4711)) {
      assertThatThrownBy(() -> DataFolder.open(folder, 4712))
          .isInstanceOf(FolderInUseException.class)
          .hasMessageStartingWith(
              "data folder " + held.path() + " is in use by another process (pid 4711)");
    }
  }

  @Test
  void open_afterClose_worksAgain() {
    DataFolder.open(folder, 1).close();
    try (DataFolder again = DataFolder.open(folder, 2)) {
      assertThat(again.part("kafka")).isEqualTo(folder.resolve("kafka").toAbsolutePath());
    }
  }

  @Test
  void open_lockFileLeftByADeadProcess_isNoObstacle() throws Exception {
    Files.writeString(folder.resolve("lock"), "4711\n");
    DataFolder.open(folder, 1).close();
    assertThat(folder.resolve("lock")).hasContent("1");
  }

  @Test
  void open_aFileInTheWay_isOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> DataFolder.open(file, 1))
        .isInstanceOf(FolderUnusableException.class)
        .hasMessageStartingWith("data folder " + file + " cannot be used");
  }

  @Test
  void instanceId_secondStart_isTheFirstOnes() {
    try (DataFolder first = DataFolder.open(folder, 1)) {
      assertThat(first.instanceId(() -> "one")).isEqualTo("one");
    }
    try (DataFolder second = DataFolder.open(folder, 2)) {
      assertThat(second.instanceId(() -> "two")).isEqualTo("one");
    }
  }
}
