package dev.sluice.topology.topics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Local state that is too old to be brought up to date. A changelog drops its deletes some time
 * after compaction; a copy that was away for longer would keep what was deleted. It is removed, and
 * restored as a whole.
 */
public final class StaleState {

  /** How long changelogs keep deletes. */
  static final Duration DELETE_RETENTION = Duration.ofHours(2);

  /** Copies older than this are removed. */
  static final Duration AGE_LIMIT = DELETE_RETENTION.dividedBy(2);

  private static final Pattern TASK_FOLDER = Pattern.compile("\\d+_\\d+");

  private StaleState() {}

  /**
   * Removes the folders of partitions if there was no contact with the cluster for too long; where
   * none was ever noted, those that were last written too long ago.
   *
   * @param applicationDir folder of the application within the state folder; may be absent
   * @return the folders that were removed
   */
  public static List<Path> remove(Path applicationDir, Instant now) {
    if (!Files.isDirectory(applicationDir)) {
      return List.of();
    }
    Optional<Instant> contact = LastContact.of(applicationDir);
    try (Stream<Path> folders = Files.list(applicationDir)) {
      List<Path> stale =
          folders
              .filter(folder -> TASK_FOLDER.matcher(folder.getFileName().toString()).matches())
              .filter(folder -> isTooOld(contact.orElseGet(() -> lastWritten(folder)), now))
              .toList();
      stale.forEach(StaleState::delete);
      return stale;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isTooOld(Instant last, Instant now) {
    return last.isBefore(now.minus(AGE_LIMIT));
  }

  private static Instant lastWritten(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(StaleState::modified).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
