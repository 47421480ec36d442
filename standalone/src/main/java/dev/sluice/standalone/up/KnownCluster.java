package dev.sluice.standalone.up;

import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.data.DataFolder;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.permission.RequiredAccess;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * Which Kafka cluster a data folder belongs to. Local state of one cluster must not be continued
 * with the changelogs of another, whose offsets mean other records. The addresses of a cluster may
 * change, its id does not.
 */
final class KnownCluster {

  private static final String CLUSTER = "cluster";

  private KnownCluster() {}

  /**
   * Compares with the cluster of the settings, or remembers it at the first start.
   *
   * @throws UserErrorException if the folder belongs to another cluster, or Kafka cannot be used
   */
  static void check(DataFolder folder, Settings settings) throws InterruptedException {
    try (Admin admin = Admin.create(RequiredAccess.clientProperties(settings))) {
      require(
          folder,
          admin.describeCluster().clusterId().get(),
          "Kafka at " + settings.get(Keys.BOOTSTRAP_SERVERS));
    } catch (ExecutionException | KafkaException e) {
      throw RequiredAccess.unusable(settings, e);
    }
  }

  /** The same for the embedded Kafka, whose id stands in its folder. */
  static void checkEmbedded(DataFolder folder) {
    Path file = folder.part("kafka/log/meta.properties");
    Properties meta = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      meta.load(reader);
    } catch (IOException e) {
      throw new UserErrorException(file + ": cannot be read: " + e.getMessage());
    }
    require(folder, meta.getProperty("cluster.id"), "the embedded Kafka");
  }

  private static void require(DataFolder folder, String id, String who) {
    Optional<String> kept = folder.read(CLUSTER);
    if (kept.isPresent() && !kept.get().equals(id)) {
      throw new UserErrorException(
          folder.path()
              + ": belongs to Kafka cluster "
              + kept.get()
              + ", and "
              + who
              + " is cluster "
              + id
              + " (expected: the same cluster, or another folder with --data: a scheduler restores"
              + " its state from Kafka)");
    }
    folder.note(CLUSTER, id + "\n");
  }
}
