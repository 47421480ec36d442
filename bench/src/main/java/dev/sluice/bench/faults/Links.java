package dev.sluice.bench.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All the links of an installation. */
final class Links implements AutoCloseable {

  /** One of them, by who calls whom. */
  private record Ends(String caller, String called) {}

  private final Map<Ends, Link> links = new LinkedHashMap<>();

  /** Opens the links of a process to all brokers. */
  void toBrokers(String member, int number, Cluster cluster) throws IOException {
    for (int broker = 1; broker <= cluster.size(); broker++) {
      int port = cluster.clientPort(broker);
      links.put(
          new Ends(member, Addresses.brokerName(broker)),
          Link.open(
              Addresses.ofBroker(number, broker),
              port,
              new InetSocketAddress(Addresses.LOOPBACK, port)));
    }
  }

  /** Opens a link of this program to a server; returns its port. */
  int fromClients(String member, int port) throws IOException {
    Link link = Link.open(Addresses.LOOPBACK, 0, new InetSocketAddress(Addresses.LOOPBACK, port));
    links.put(new Ends("clients", member), link);
    return link.port();
  }

  /** Those by which a process calls others. */
  List<Link> from(String member) {
    List<Link> found = new ArrayList<>();
    links.forEach((ends, link) -> {
      if (ends.caller.equals(member)) {
        found.add(link);
      }
    });
    return found;
  }

  /** Those by which others call a process. */
  List<Link> to(String member) {
    List<Link> found = new ArrayList<>();
    links.forEach((ends, link) -> {
      if (ends.called.equals(member)) {
        found.add(link);
      }
    });
    return found;
  }

  @Override
  public void close() {
    links.values().forEach(Link::close);
  }
}
