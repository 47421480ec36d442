package dev.sluice.adminapi.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What some files say, read again when they change. Contents are compared, not times: mounted
 * secrets are swapped by links. Files that cannot be used later on change nothing, so that a
 * rotation that is half done, or done wrong, does not lock anybody out.
 */
final class WatchedFiles<T> {

  private static final Logger log = LoggerFactory.getLogger(WatchedFiles.class);

  /** Reads the contents. */
  @FunctionalInterface
  interface Loader<T> {
    /**
     * Reads them, in the order of the files.
     *
     * @throws IllegalArgumentException saying what is wrong with them
     */
    T load(List<byte[]> contents);
  }

  private final String what;
  private final List<Path> files;
  private final Loader<T> loader;
  private List<byte[]> tried;
  private String lastFault = "";
  private volatile T current;

  private WatchedFiles(String what, List<Path> files, Loader<T> loader, List<byte[]> contents) {
    this.what = what;
    this.files = files;
    this.loader = loader;
    this.tried = contents;
    this.current = loader.load(contents);
  }

  /**
   * Reads files for the first time.
   *
   * @param what they are, for messages
   * @throws AccessConfigException if they cannot be used
   */
  static <T> WatchedFiles<T> open(String what, List<Path> files, Loader<T> loader) {
    try {
      return new WatchedFiles<>(what, List.copyOf(files), loader, contents(files));
    } catch (IOException | IllegalArgumentException e) {
      throw new AccessConfigException(what + ": " + fault(e));
    }
  }

  /** What the files said when they were last good. */
  T get() {
    return current;
  }

  /** Reads the files again if they have changed. */
  synchronized void look() {
    try {
      List<byte[]> contents = contents(files);
      if (isSame(contents)) {
        return;
      }
      tried = contents;
      current = loader.load(contents);
      lastFault = "";
      log.info("event=files_read_again what=\"{}\" files={}", what, files);
    } catch (IOException | IllegalArgumentException e) {
      tellOnce(fault(e));
    }
  }

  private void tellOnce(String fault) {
    if (!fault.equals(lastFault)) {
      log.warn("event=files_unusable what=\"{}\" keeps=the_last_good_ones {}", what, fault);
      lastFault = fault;
    }
  }

  private boolean isSame(List<byte[]> contents) {
    for (int i = 0; i < contents.size(); i++) {
      if (!Arrays.equals(contents.get(i), tried.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<byte[]> contents(List<Path> files) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(Files.readAllBytes(file));
    }
    return contents;
  }

  private static String fault(Exception e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + ": there is no such file";
      case IOException io -> "cannot be read: " + io.getMessage();
      default -> String.valueOf(e.getMessage());
    };
  }
}
