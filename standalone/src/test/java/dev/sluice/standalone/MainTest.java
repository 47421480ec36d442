package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class MainTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void version_isThatOfTheBuild() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString().strip()).matches("sluice [0-9]+\\.[0-9]+\\.[0-9]+.*");
  }

  @Test
  void help_namesEveryCommand() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("up ", "queues ", "tasks ", "dead-letters ", "config ", "--version");
  }

  @Test
  void help_everyCommandAndSubcommand_hasIt() {
    checkHelp(Main.commandLine());
  }

  private static void checkHelp(CommandLine command) {
    assertThat(command.getCommandSpec().findOption("--help"))
        .as(command.getCommandSpec().qualifiedName())
        .isNotNull();
    command.getSubcommands().values().forEach(MainTest::checkHelp);
  }

  @Test
  void nothing_printsUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: sluice", "queues");
  }

  @Test
  void unknownCommand_namesTheNearest() {
    assertThat(run("quues")).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: ").contains("quues", "queues");
  }

  @Test
  void config_listsKeysWithValuesAndMeaning() throws Exception {
    Path file = Files.writeString(folder.resolve("c.properties"), "sluice.api.port=4711\n");
    assertThat(run("config", "--config", file.toString())).isZero();
    assertThat(out.toString())
        .contains("KEY", "MEANING", "sluice.worker.max-in-flight", "kafka.*")
        .containsPattern("sluice\\.api\\.port +4711 +.*c\\.properties +8123 +port ");
  }

  @Test
  void config_templateToAFile_isWhatIsPrinted() throws Exception {
    assertThat(run("config", "--template")).isZero();
    String printed = out.toString();
    assertThat(printed).startsWith("# ").contains("\n#sluice.api.port=8123\n");

    Path file = folder.resolve("conf/sluice.properties");
    assertThat(run("config", "--template=" + file)).isZero();

    assertThat(file).hasContent(printed);
    assertThat(out).hasToString(printed);
  }

  @Test
  void config_templateToAFolder_isRefused() {
    assertThat(run("config", "--template=" + folder)).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("error: --template: " + folder + " cannot be written");
  }

  @Test
  void up_portInUse_isOneLineThatNamesPortAndHolder() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(up("--port", Integer.toString(taken.getLocalPort()))).isEqualTo(1);
      assertThat(err.toString().lines()).hasSize(1);
      assertThat(err.toString())
          .startsWith("error: port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
      if (Files.exists(Path.of("/proc/net/tcp"))) {
        assertThat(err.toString()).contains("pid " + ProcessHandle.current().pid());
      }
    }
  }

  @Test
  void up_openToOthers_isRefused() {
    assertThat(up("--bind", "0.0.0.0", "--port", "0")).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("error: --bind: 0.0.0.0").contains("--insecure");
  }

  @Test
  void up_badPort_namesOptionAndRule() {
    assertThat(up("--port", "http")).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo("error: sluice.api.port: \"http\" from --port (expected: a number 0 to 65535)");
  }

  private int up(String... options) {
    String[] all = new String[options.length + 3];
    all[0] = "up";
    all[1] = "--data";
    all[2] = folder.resolve("data").toString();
    System.arraycopy(options, 0, all, 3, options.length);
    return run(all);
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
