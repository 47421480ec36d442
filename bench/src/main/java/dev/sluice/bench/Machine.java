package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a measurement was made on. */
public final class Machine {

  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** In a line. */
  public static String describe() {
    return "%d cores (%s), Java %s, %s %s, commit %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            cpu(),
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            commit());
  }

  private static String cpu() {
    try {
      return Files.readAllLines(CPUS).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Returns the checkout's commit, if this is one and git is there. */
  private static String commit() {
    try {
      Process git =
          new ProcessBuilder("git", "-C", home().toString(), "describe", "--always", "--dirty")
              .redirectErrorStream(true)
              .start();
      String said =
          new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? said.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }

  /** The checkout that this program runs from: its jar is in bench/target. */
  public static Path home() {
    Path jar = Path.of(System.getProperty("java.class.path").split(":", -1)[0]);
    return jar.toAbsolutePath().resolve("../../..").normalize();
  }
}
