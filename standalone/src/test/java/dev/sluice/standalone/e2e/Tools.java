package dev.sluice.standalone.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs that tests use when the machine has them. */
final class Tools {

  private static final Path NODE_SCRIPTS = Path.of("src/test/node").toAbsolutePath();
  private static final long LIMIT_MINUTES = 5;
  private static boolean nodeModulesInstalled;

  private Tools() {}

  /** What a program printed and how it ended. */
  record Ran(int exitCode, String out) {

    List<String> lines() {
      return out.lines().toList();
    }
  }

  /** Skips the test, with a reason, unless the program is on the path. */
  static void assume(String program) {
    Assumptions.assumeTrue(isThere(program), program + " is not on the PATH");
  }

  private static boolean isThere(String program) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /** Skips the test unless node is there; installs Google's client from the lock file, once. */
  static synchronized void assumeNodeClient() throws Exception {
    assume("node");
    assume("npm");
    if (!nodeModulesInstalled) {
      Ran install = run(NODE_SCRIPTS, List.of("npm", "ci", "--ignore-scripts"));
      if (install.exitCode() != 0) {
        throw new IllegalStateException("npm ci failed:\n" + install.out());
      }
      nodeModulesInstalled = true;
    }
  }

  /** Command line of a script beside Google's Node client. */
  static List<String> nodeCommand(String script, Object... arguments) {
    List<String> command = new ArrayList<>(List.of("node", script));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  /** Starts a Node script; its errors come with its output. */
  static Process startNode(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .directory(NODE_SCRIPTS.toFile())
        .redirectErrorStream(true)
        .start();
  }

  /** Runs a Node script to its end. */
  static Ran node(String script, Object... arguments) throws Exception {
    return run(NODE_SCRIPTS, nodeCommand(script, arguments));
  }

  /** Runs a program to its end. */
  static Ran run(Path folder, List<String> command) throws Exception {
    return run(folder, command, "");
  }

  /** Runs a program to its end, with a text as its input. */
  static Ran run(Path folder, List<String> command, String input) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
      stdin.write(input);
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException(command + " did not end; it printed:\n" + out);
    }
    return new Ran(process.exitValue(), out);
  }
}
