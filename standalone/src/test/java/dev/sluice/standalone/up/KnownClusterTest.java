package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standalone.data.DataFolder;
import dev.sluice.standalone.error.UserErrorException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KnownClusterTest {

  @TempDir Path path;

  @Test
  void checkEmbedded_atTheFirstStart_remembers_andThenComparesForEver() throws Exception {
    try (DataFolder folder = DataFolder.open(path, 1)) {
      embedded("one");
      KnownCluster.checkEmbedded(folder);
      KnownCluster.checkEmbedded(folder);
      assertThat(folder.read("cluster")).contains("one");

      embedded("another");
      assertThatThrownBy(() -> KnownCluster.checkEmbedded(folder))
          .isInstanceOf(UserErrorException.class)
          .hasMessageContaining(
              "belongs to Kafka cluster one, and the embedded Kafka is cluster another");
      assertThat(folder.read("cluster")).contains("one");
    }
  }

  private void embedded(String id) throws Exception {
    Path file = path.resolve("kafka/log/meta.properties");
    Files.createDirectories(path.resolve("kafka/log"));
    Files.writeString(file, "cluster.id=" + id + "\n");
  }
}
