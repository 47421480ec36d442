package dev.sluice.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who reaches whom where. Each process finds brokers and the target under the same names and ports
 * as all others, but, by a hosts file of its own, at loopback addresses of its own: so its links
 * can be cut without those of others, and the target knows who calls.
 */
final class Addresses {

  /** The name under which workers call the target. */
  static final String TARGET = "target";

  static final InetAddress LOOPBACK = of("127.0.0.1");
  private static final int TARGETS_OF_WORKERS = 100;

  private Addresses() {}

  /** Where a worker calls the target; workers are numbered from 1. */
  static InetAddress ofTarget(int worker) {
    return of("127.0.0." + (TARGETS_OF_WORKERS + worker));
  }

  /** Where a process reaches a broker; both are numbered from 1. */
  static InetAddress ofBroker(int member, int broker) {
    return of("127.0." + member + "." + broker);
  }

  static String brokerName(int broker) {
    return "kafka-" + broker;
  }

  /**
   * Writes what a process is to find.
   *
   * @param member number of the process
   * @param brokers how many it finds
   * @param target where it finds the target
   */
  static void writeHosts(Path file, int member, int brokers, InetAddress target) {
    List<String> lines = new ArrayList<>();
    lines.add("127.0.0.1 localhost");
    lines.add(target.getHostAddress() + " " + TARGET);
    for (int broker = 1; broker <= brokers; broker++) {
      lines.add(ofBroker(member, broker).getHostAddress() + " " + brokerName(broker));
    }
    try {
      lines.add("127.0.0.1 " + InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      // A machine without a name: nobody asks for it.
    }
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static InetAddress of(String numbers) {
    try {
      return InetAddress.getByName(numbers);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(numbers, e);
    }
  }
}
