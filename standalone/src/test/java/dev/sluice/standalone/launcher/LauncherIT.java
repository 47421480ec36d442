package dev.sluice.standalone.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code sluice} in the root of the checkout, on what the build has packaged. */
final class LauncherIT {

  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
  private static final Path LAUNCHER = CHECKOUT.resolve("sluice");

  @TempDir Path folder;

  private record Ran(int exitCode, String out, String err) {}

  @Test
  void version_fromTheCheckout_isPrinted() throws Exception {
    Ran ran = run(CHECKOUT, "./sluice", "--version");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).startsWith("sluice ");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void anyCommand_throughLinksFromAnotherFolder_runsInTheCallersFolder() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), LAUNCHER);
    Path second = Files.createSymbolicLink(folder.resolve("second"), first.getFileName());
    Files.writeString(folder.resolve("here.properties"), "sluice.api.port=4711\n");
    Ran ran = run(folder, second.toString(), "config", "--config", "here.properties");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("4711");
  }

  @Test
  void anyCommand_noJdk_saysSoInOneLine() throws Exception {
    Path copy = folder.resolve("sluice");
    Files.writeString(copy, Files.readString(LAUNCHER).replace("\nwanted=25\n", "\nwanted=99\n"));
    Ran ran = run(folder, "sh", copy.toString(), "--version");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).startsWith("error: no JDK 99 found");
  }

  @Test
  void anyCommand_folderWithSpaceAndCache_runs() throws Exception {
    Path home = Files.createDirectories(folder.resolve("a folder"));
    Path target = Files.createDirectories(home.resolve("standalone/target"));
    Path built = CHECKOUT.resolve("standalone/target");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(built, "sluice-standalone-*.jar")) {
      for (Path jar : jars) {
        Files.createSymbolicLink(target.resolve(jar.getFileName()), jar);
      }
    }
    Files.createSymbolicLink(target.resolve("lib"), built.resolve("lib"));
    Files.writeString(
        Files.createDirectory(target.resolve("aot")).resolve("command.aot"), "of another JDK");
    Path copy = Files.copy(LAUNCHER, home.resolve("sluice"));

    Ran ran = run(folder, "sh", copy.toString(), "--version");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).startsWith("sluice ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:+UseG1GC",
        "-Xmx200m",
        "-XX:MaxHeapSize=200m -XX:+UseZGC",
        "-XX:MaxRAMPercentage=5 -XX:+UseStringDeduplication -XX:MaxGCPauseMillis=50",
      })
  void up_optionsOfTheJvm_winOverOurs(String options) throws Exception {
    Ran ran = run(CHECKOUT, Map.of("SLUICE_JAVA_OPTS", options), "./sluice", "up", "--help");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).startsWith("Usage: sluice up");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void aot_callersEnvironmentAndFolderWithSpace_recordsAStartThatNobodySetUp() throws Exception {
    Path home = Files.createDirectories(folder.resolve("a folder"));
    Files.copy(CHECKOUT.resolve("standalone/aot.sh"), home.resolve("aot.sh"));
    Path launcher =
        Files.writeString(
            home.resolve("sluice"),
            """
            #!/bin/sh
            env >>"$(dirname "$0")/seen"
            for option in $SLUICE_JAVA_OPTS; do
              printf x >"${option#-XX:AOTCacheOutput=}"
            done
            echo Sluice is ready
            """);
    assertThat(launcher.toFile().setExecutable(true)).isTrue();

    run(
        folder,
        Map.of(
            "SLUICE_BOOTSTRAP_SERVERS", "production:9092",
            "SLUICE_JAVA_OPTS", "-Xmx9g",
            "JAVA_TOOL_OPTIONS", "-verbose"),
        "sh",
        home.resolve("aot.sh").toString());

    assertThat(Files.readAllLines(home.resolve("seen")))
        .filteredOn(line -> line.startsWith("SLUICE_") || line.startsWith("JAVA_TOOL_OPTIONS="))
        .containsExactly(
            "SLUICE_JAVA_OPTS=-XX:AOTCacheOutput=command.aot",
            "SLUICE_JAVA_OPTS=-XX:AOTCacheOutput=up.aot");
    assertThat(home.resolve("aot")).isDirectoryContaining("glob:**/command.aot");
    assertThat(home.resolve("aot")).isDirectoryContaining("glob:**/up.aot");
  }

  private static Ran run(Path folder, String... command) throws Exception {
    return run(folder, Map.of(), command);
  }

  private static Ran run(Path folder, Map<String, String> variables, String... command)
      throws Exception {
    Path err = Files.createTempFile("launcher", ".stderr");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(folder.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(variables);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), out, Files.readString(err));
  }
}
