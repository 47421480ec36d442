package dev.sluice.standalone.up;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Who listens on a port. */
final class PortHolder {

  private static final String LISTENING = "0A";

  private PortHolder() {}

  /** Whether an address can be bound; port 0 always can. */
  static boolean isFree(InetSocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  /** The pid of the process that listens on a port; empty if this system does not tell. */
  static OptionalLong pid(int port) {
    for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      try (Stream<String> lines = Files.lines(Path.of(table))) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        OptionalLong pid =
            lines
                .map(line -> line.strip().split("\\s+"))
                .filter(f -> f.length > 9 && f[1].endsWith(suffix) && f[3].equals(LISTENING))
                .map(f -> owner("socket:[" + f[9] + "]"))
                .flatMapToLong(OptionalLong::stream)
                .findFirst();
        if (pid.isPresent()) {
          return pid;
        }
      } catch (IOException e) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong owner(String socket) {
    return ProcessHandle.allProcesses()
        .mapToLong(ProcessHandle::pid)
        .filter(pid -> hasOpen(pid, socket))
        .findFirst();
  }

  private static boolean hasOpen(long pid, String socket) {
    try (DirectoryStream<Path> open =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path file : open) {
        if (Files.isSymbolicLink(file) && Files.readSymbolicLink(file).endsWith(socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException | RuntimeException e) {
      // Another user's process, or one that ended meanwhile.
      return false;
    }
  }
}
