package dev.sluice.bench.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One process of an installation, which can be started again on the same folder and ports. */
public final class Member {

  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
  private static final int KILLED = 128 + 9;

  private final Role role;
  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private Process process;
  private CompletableFuture<String> ready;

  Member(Role role, String name, List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    this.role = role;
    this.name = name;
    this.command = command;
    this.environment = environment;
    this.log = log;
    this.ready = new CompletableFuture<>();
    this.process = launch(ready);
  }

  /** What it is for. */
  public Role role() {
    return role;
  }

  /** As in the names of its files. */
  public String name() {
    return name;
  }

  private Process launch(CompletableFuture<String> said) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process launched = builder.start();
    // Reading a pipe holds a carrier of virtual threads.
    Thread.ofPlatform().daemon().start(() -> read(launched, said));
    return launched;
  }

  private static void read(Process launched, CompletableFuture<String> said) {
    try (BufferedReader out = launched.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.contains("is ready")) {
          said.complete(line);
        }
      }
      said.completeExceptionally(new IOException("ended before it was ready"));
    } catch (IOException e) {
      said.completeExceptionally(e);
    }
  }

  /** Starts it again, on the same folder and ports. */
  public void startAgain() throws IOException {
    ready = new CompletableFuture<>();
    process = launch(ready);
  }

  /**
   * Waits until it says that it can serve.
   *
   * @throws IllegalStateException if it ends instead, or takes too long
   */
  public void awaitReady() throws InterruptedException {
    readyLine();
  }

  /** As {@link #awaitReady}; returns the line in which it says so. */
  public String readyLine() throws InterruptedException {
    try {
      return ready.get(READY_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(name + " is not ready, see " + log, e);
    }
  }

  /** Sends SIGKILL and waits for the end. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Sends SIGSTOP or SIGCONT. */
  public void signal(String signal) throws InterruptedException {
    try {
      int code =
          new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + signal + " " + name + ": exit code " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends SIGTERM and waits for the end; returns the exit code, that of SIGKILL if it had to be.
   */
  public int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      kill();
      return KILLED;
    }
    return process.exitValue();
  }

  /** Returns whether it has ended. */
  public boolean isGone() {
    return !process.isAlive();
  }

  /** Waits for its end, for so long; returns whether it has ended. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The process that runs, or ran last. */
  public ProcessHandle process() {
    return process.toHandle();
  }
}
