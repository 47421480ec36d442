package dev.sluice.bench.faults;

import dev.sluice.standalone.broker.BrokerSettings;
import dev.sluice.standalone.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** The broker of a fault run, in a process of its own; ends with SIGTERM. */
final class KafkaProcess {

  private KafkaProcess() {}

  /** The command that runs it, with its data in a folder {@code kafka}. */
  static List<String> command(Path folder, int port, Fleet.Extras extras) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
    command.addAll(extras.javaOptions(Role.KAFKA));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            KafkaProcess.class.getName(),
            folder.resolve("kafka").toString(),
            Integer.toString(port)));
    command.addAll(extras.settings(Role.KAFKA));
    return command;
  }

  /** Starts a broker in the folder and on the port that are given, with properties behind them. */
  public static void main(String[] args) {
    Map<String, String> properties =
        Arrays.stream(args)
            .skip(2)
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            new BrokerSettings(
                Path.of(args[0]),
                Integer.parseInt(args[1]),
                0,
                false,
                BrokerSettings.DEFAULT_MAX_RECORD_BYTES,
                properties),
            new SplittableRandom());
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
    System.out.println("kafka is ready on " + broker.bootstrapServers());
  }
}
