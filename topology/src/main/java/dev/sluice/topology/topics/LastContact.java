package dev.sluice.topology.topics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * When the cluster answered last, as the time of a file beside the local state: what tells whether
 * copies of other schedulers' state may lack deletes (see {@link StaleState}). Files of an idle
 * partition are as old as its last change, and those of a copy that was cut off become new when it
 * is closed.
 */
public final class LastContact {

  /** Asks the cluster something. */
  @FunctionalInterface
  interface Ping {
    void ask() throws ExecutionException, InterruptedException, TimeoutException;
  }

  private static final String FILE = "last-contact";
  private static final long TIMEOUT_SECONDS = 5;

  private final Path file;
  private final Ping ping;
  private final InstantSource wall;
  private final boolean hasCopies;
  private volatile Optional<String> failure = Optional.empty();

  /**
   * Notes a contact now.
   *
   * @param topic some topic that the scheduler may describe
   * @param applicationDir folder of the application within the state folder
   * @param hasCopies whether this scheduler keeps copies of others' state
   */
  public LastContact(
      Admin admin, String topic, Path applicationDir, InstantSource wall, boolean hasCopies) {
    this(
        () -> {
          var _ =
              admin
                  .describeTopics(List.of(topic))
                  .allTopicNames()
                  .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        },
        applicationDir,
        wall,
        hasCopies);
  }

  LastContact(Ping ping, Path applicationDir, InstantSource wall, boolean hasCopies) {
    this.file = file(applicationDir);
    this.ping = ping;
    this.wall = wall;
    this.hasCopies = hasCopies;
    note(wall.instant());
  }

  private static Path file(Path applicationDir) {
    return applicationDir.resolveSibling(FILE);
  }

  /** Returns when it was, if it was ever noted. */
  static Optional<Instant> of(Path applicationDir) {
    Path file = file(applicationDir);
    try {
      return Files.exists(file)
          ? Optional.of(Files.getLastModifiedTime(file).toInstant())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks the cluster, and notes that it answered; unless it did not for so long that the copies
   * here are not to be trusted. Then the scheduler is to end, and removes them when it starts.
   *
   * @throws ExecutionException if the cluster refuses
   * @throws TimeoutException if the cluster does not answer
   */
  public void look() throws ExecutionException, InterruptedException, TimeoutException {
    ping.ask();
    Instant now = wall.instant();
    if (hasCopies && StaleState.isTooOld(noted(), now)) {
      failure =
          Optional.of(
              "scheduler: had no contact with Kafka for more than "
                  + StaleState.AGE_LIMIT.toMinutes()
                  + " minutes, so its copies of others' state may lack what was deleted (expected:"
                  + " to be started again; it reads them anew)");
      return;
    }
    note(now);
  }

  /** Returns why the scheduler is to end, if it is. */
  public Optional<String> failure() {
    return failure;
  }

  private Instant noted() {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void note(Instant now) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
      }
      Files.setLastModifiedTime(file, FileTime.from(now));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
