package dev.sluice.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Space on a disk. */
public interface Disk {

  /** Bytes that this process could still write. */
  long freeBytes();

  /** Size of the disk, in bytes. */
  long totalBytes();

  /** The disk that holds a folder, or will once the folder is made. */
  static Disk of(Path folder) {
    return new Disk() {
      @Override
      public long freeBytes() {
        return ask(FileStore::getUsableSpace);
      }

      @Override
      public long totalBytes() {
        return ask(FileStore::getTotalSpace);
      }

      private long ask(Question question) {
        try {
          return question.of(Files.getFileStore(existing(folder.toAbsolutePath())));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static Path existing(Path folder) {
    Path parent = folder.getParent();
    return parent == null || Files.exists(folder) ? folder : existing(parent);
  }

  /** Something that a file store knows. */
  @FunctionalInterface
  interface Question {

    /** Asks. */
    long of(FileStore store) throws IOException;
  }
}
