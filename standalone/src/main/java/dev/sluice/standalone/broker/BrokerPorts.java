package dev.sluice.standalone.broker;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.random.RandomGenerator;

/**
 * The two ports of a broker. They are kept beside its log: the addresses that clients and the
 * metadata log remember must still be right after a restart.
 *
 * @param clients where producers and consumers connect
 * @param controller where the broker finds its own controller
 */
record BrokerPorts(int clients, int controller) {

  /** Below the range from which systems take ports for outgoing connections. */
  private static final int LOWEST = 20_000;

  private static final int COUNT = 10_000;
  private static final int TRIES = 200;
  private static final String CLIENTS = "clients";
  private static final String CONTROLLER = "controller";

  /**
   * Returns the ports kept in the file as far as they can still be had, and keeps the rest.
   *
   * @param wanted port for clients; 0: the kept one, or a free one
   * @param preferred the one to try first when none is kept; 0: any
   * @throws PortInUseException if the wanted port is taken
   */
  static BrokerPorts choose(Path file, int wanted, int preferred, RandomGenerator random) {
    Properties kept = read(file);
    int clients = wanted == 0 ? keptOrFree(kept, CLIENTS, preferred, -1, random) : wanted;
    if (wanted != 0 && !isFree(wanted)) {
      throw new PortInUseException(wanted);
    }
    BrokerPorts ports = new BrokerPorts(clients, keptOrFree(kept, CONTROLLER, 0, clients, random));
    ports.write(file);
    return ports;
  }

  private static int keptOrFree(
      Properties kept, String name, int preferred, int taken, RandomGenerator random) {
    int port = number(kept.getProperty(name, Integer.toString(preferred)));
    for (int tries = 0; tries < TRIES; tries++) {
      if (port != 0 && port != taken && isFree(port)) {
        return port;
      }
      port = LOWEST + random.nextInt(COUNT);
    }
    throw new IllegalStateException(
        "ports: none free (expected: one from " + LOWEST + " to " + (LOWEST + COUNT - 1) + ")");
  }

  private static int number(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= 65_535 ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Properties read(Path file) {
    Properties kept = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        kept.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new IllegalStateException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return kept;
  }

  private void write(Path file) {
    Properties kept = new Properties();
    kept.setProperty(CLIENTS, Integer.toString(clients));
    kept.setProperty(CONTROLLER, Integer.toString(controller));
    try (Writer writer = Files.newBufferedWriter(file)) {
      kept.store(writer, "Ports of the embedded Kafka in this folder, kept over restarts");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
