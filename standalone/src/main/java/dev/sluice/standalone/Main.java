package dev.sluice.standalone;

import dev.sluice.standalone.check.CheckCommand;
import dev.sluice.standalone.client.DeadLettersCommand;
import dev.sluice.standalone.client.QueuesCommand;
import dev.sluice.standalone.client.TasksCommand;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.up.ApiCommand;
import dev.sluice.standalone.up.EarlySignal;
import dev.sluice.standalone.up.SchedulerCommand;
import dev.sluice.standalone.up.UpCommand;
import dev.sluice.standalone.up.WorkerCommand;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of {@code sluice}. */
@Command(
    name = "sluice",
    description = "A self-hosted Cloud Tasks on Apache Kafka.",
    subcommands = {
      UpCommand.class,
      SchedulerCommand.class,
      WorkerCommand.class,
      ApiCommand.class,
      QueuesCommand.class,
      TasksCommand.class,
      DeadLettersCommand.class,
      ConfigCommand.class,
      CheckCommand.class,
      HelpCommand.class
    },
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Start with:  sluice up --demo"})
public final class Main {

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  /** Commands that run until a signal ends them. */
  private static final Set<String> SERVERS = Set.of("up", "scheduler", "worker", "api");

  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    if (args.length > 0 && SERVERS.contains(args[0])) {
      EarlySignal.await();
    }
    int code = run(args);
    EarlySignal.over();
    System.exit(code);
  }

  private static int run(String[] args) {
    if (args.length == 1 && args[0].equals("--version")) {
      // Scripts ask often; reading the annotations of all commands takes longer than the rest.
      System.out.println("sluice " + Version.number());
      return 0;
    }
    try {
      return commandLine().execute(args);
    } catch (Error e) {
      // The other threads would keep a half-dead process alive.
      LoggerFactory.getLogger(Main.class).error("event=command_failed", e);
      System.err.println("error: " + e);
      return FAILED;
    }
  }

  /** The command line, for tests to run in their own process. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    ServiceLoader.load(Subcommand.class).forEach(commandLine::addSubcommand);
    standardOptions(commandLine);
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
  }

  /** Adds --help to every command, and --version to the first. */
  private static void standardOptions(CommandLine commandLine) {
    commandLine
        .getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("print the version")
                .build());
    addHelp(commandLine);
  }

  private static void addHelp(CommandLine command) {
    if (command.getCommandSpec().findOption("--help") == null) {
      command
          .getCommandSpec()
          .addOption(
              CommandLine.Model.OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("print this")
                  .build());
    }
    command.getSubcommands().values().forEach(Main::addHelp);
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    if (args.length == 0) {
      command.usage(command.getErr());
      return WRONG_USAGE;
    }
    PrintWriter err = command.getErr();
    err.println("error: " + oneLine(message(e)) + suggestion(e));
    err.println("see:   " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return WRONG_USAGE;
  }

  private static String suggestion(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
        ? Optional.of(unmatched.getSuggestions())
            .filter(suggestions -> !suggestions.isEmpty())
            .map(suggestions -> " (nearest: " + suggestions.getFirst() + ")")
            .orElse("")
        : "";
  }

  private static int failed(Exception e, CommandLine command) {
    if (!(e instanceof UserErrorException)) {
      LoggerFactory.getLogger(Main.class).error("event=command_failed", e);
    }
    command.getErr().println("error: " + oneLine(message(e)));
    command.getErr().flush();
    return FAILED;
  }

  private static String message(Exception e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ");
  }
}
