package dev.sluice.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wall clock of one process, which can be set wrong while it runs, by libfaketime. Its
 * monotonic clock goes on as it is, as with a clock that somebody sets.
 */
final class SteppedClock {

  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"));

  /** How long the library goes on with what it has read. */
  static final Duration NOTICED_AFTER = Duration.ofSeconds(1);

  private final Path library;
  private final Path file;

  private SteppedClock(Path library, Path file) throws IOException {
    this.library = library;
    this.file = file;
    step(Duration.ZERO);
  }

  /**
   * Prepares a clock, if the library is installed.
   *
   * @param file where the library is told how wrong the clock is
   */
  static Optional<SteppedClock> in(Path file) throws IOException {
    for (Path library : LIBRARIES) {
      if (Files.exists(library)) {
        return Optional.of(new SteppedClock(library, file));
      }
    }
    return Optional.empty();
  }

  /** What the process is to be started with. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        "FAKETIME_CACHE_DURATION",
        Long.toString(NOTICED_AFTER.toSeconds()),
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        // Else waits by the monotonic clock end at once, and all that waits takes a core.
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0",
        "FAKETIME_NO_STAT",
        "1",
        "NO_FAKE_STAT",
        "1");
  }

  /** From now on the clock is so far ahead, or behind. */
  void step(Duration ahead) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, "%+.3f\n".formatted(ahead.toMillis() / 1e3));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
