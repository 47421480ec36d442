package dev.sluice.standalone.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A data folder that this process holds alone. The lock is the operating system's and ends with the
 * process, however it ends; the pid in the lock file is only there to be named to others.
 */
public final class DataFolder implements AutoCloseable {

  private static final String LOCK = "lock";
  private static final String INSTANCE = "instance";

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the folder if absent and locks it.
   *
   * @param pid of this process, named to others that want the folder
   * @throws FolderInUseException if another process, or another part of this one, holds it
   * @throws FolderUnusableException if it cannot be made or written to
   */
  public static DataFolder open(Path folder, long pid) {
    Path path = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        OptionalLong holder = readPid(channel);
        channel.close();
        throw new FolderInUseException(path, holder);
      }
      writePid(channel, pid);
      return new DataFolder(path, channel);
    } catch (IOException e) {
      throw new FolderUnusableException(path, e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static OptionalLong readPid(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    channel.read(bytes, 0);
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  private static void writePid(FileChannel channel, long pid) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    channel.force(false);
  }

  /** The folder, absolute. */
  public Path path() {
    return path;
  }

  /** A folder within, for one part of the process. */
  public Path part(String name) {
    return path.resolve(name);
  }

  /**
   * The name under which this folder's processes are members of Kafka groups: made at the first
   * call and kept, so that a restarted process takes its old place at once.
   *
   * @param fresh makes a new one
   */
  public String instanceId(Supplier<String> fresh) {
    return read(INSTANCE)
        .orElseGet(() -> {
          String id = fresh.get();
          note(INSTANCE, id + "\n");
          return id;
        });
  }

  /** Reads what was noted, without the blanks around it; empty if nothing was. */
  public Optional<String> read(String name) {
    Path file = path.resolve(name);
    try {
      return Files.exists(file)
          ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a small text file for people and tools. */
  public void note(String name, String text) {
    try {
      Files.writeString(path.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets others have the folder. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
