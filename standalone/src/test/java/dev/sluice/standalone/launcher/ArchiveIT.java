package dev.sluice.standalone.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that the build makes, unpacked as somebody does who downloaded it. */
final class ArchiveIT {

  private static final Path ARCHIVE = Path.of(System.getProperty("sluice.archive", "absent"));
  private static final Instant TIME =
      Instant.parse(System.getProperty("sluice.archive.time", "1970-01-01T00:00:00Z"));

  /** As GNU tar lists: mode, numbers of owner and group, size, time, name. */
  private static final Pattern ENTRY =
      Pattern.compile("(\\S{10}) (\\d+/\\d+) +\\d+ (\\S+ \\S+) (\\S+)");

  private record Entry(String mode, String owner, String time, String name) {}

  private record Ran(int exitCode, String out, String err) {}

  @TempDir static Path folder;
  private static Path home;

  @BeforeAll
  static void unpack() throws Exception {
    assertThat(run(folder, "tar", "-xzf", ARCHIVE.toString()).exitCode()).isZero();
    String name = ARCHIVE.getFileName().toString();
    home = folder.resolve(name.substring(0, name.length() - ".tar.gz".length()));
  }

  @Test
  void launcher_inTheFolder_runsWithoutMavenOrSources() throws Exception {
    Ran version = run(home, "./sluice", "--version");
    assertThat(version.err()).isEmpty();
    assertThat("sluice-" + version.out().strip().replace("sluice ", ""))
        .isEqualTo(home.getFileName().toString());
    Ran bench = run(home, "./sluice", "bench");
    assertThat(bench.err())
        .isEqualTo("error: bench is not in the archive (expected: a checkout of the sources)\n");
  }

  @Test
  void settings_asTheyCome_areReadAndSetNothing() throws Exception {
    Ran ran = run(folder, home + "/sluice", "config", "--config", home + "/conf/sluice.properties");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("sluice.api.port").doesNotContain("conf/sluice.properties");
  }

  @Test
  void up_fromTheArchive_startsAndStops() throws Exception {
    Path out = folder.resolve("up.stdout");
    Path err = folder.resolve("up.stderr");
    Process up =
        new ProcessBuilder(
                home + "/sluice", "up", "--port", "0", "--data", folder.resolve("data").toString())
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> Files.readString(out).contains("Sluice is ready on http://127.0.0.1:"));
      up.destroy();
      assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(up.exitValue()).as(Files.readString(err)).isZero();
    } finally {
      up.destroyForcibly();
    }
  }

  @Test
  void entries_areOfOneTime_andOfNobody() throws Exception {
    List<Entry> entries =
        run(folder, "tar", "--numeric-owner", "--utc", "--full-time", "-tvzf", ARCHIVE.toString())
            .out()
            .lines()
            .map(ArchiveIT::entry)
            .toList();
    assertThat(entries).hasSizeGreaterThan(100);
    assertThat(entries).extracting(Entry::owner).containsOnly("0/0");
    assertThat(entries).extracting(ArchiveIT::time).containsOnly(TIME);
    assertThat(entries)
        .extracting(Entry::mode)
        .isSubsetOf("drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--");
    assertThat(entries)
        .filteredOn(entry -> entry.mode().equals("-rwxr-xr-x"))
        .extracting(entry -> entry.name().replaceFirst("[^/]*/", ""))
        .containsExactlyInAnyOrder("sluice", "aot.sh");
    assertThat(entries).extracting(Entry::name).doesNotHaveDuplicates();
  }

  private static Entry entry(String line) {
    Matcher parts = ENTRY.matcher(line);
    assertThat(parts.matches()).as(line).isTrue();
    return new Entry(parts.group(1), parts.group(2), parts.group(3), parts.group(4));
  }

  private static Instant time(Entry entry) {
    return LocalDateTime.parse(entry.time(), DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"))
        .toInstant(ZoneOffset.UTC);
  }

  private static Ran run(Path folder, String... command) throws Exception {
    Path err = Files.createTempFile("archive", ".stderr");
    Process process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectError(err.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), out, Files.readString(err));
  }
}
