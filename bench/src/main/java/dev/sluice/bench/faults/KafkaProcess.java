package dev.sluice.bench.faults;

import dev.sluice.standalone.broker.BrokerSettings;
import dev.sluice.standalone.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/** The broker of a fault run, in a process of its own; ends with SIGTERM. */
final class KafkaProcess {

  private KafkaProcess() {}

  /** Starts a broker in the folder and on the port that are given. */
  public static void main(String[] args) {
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            new BrokerSettings(
                Path.of(args[0]),
                Integer.parseInt(args[1]),
                0,
                false,
                BrokerSettings.DEFAULT_MAX_RECORD_BYTES,
                Map.of()),
            new SplittableRandom());
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
    System.out.println("kafka is ready on " + broker.bootstrapServers());
  }
}
