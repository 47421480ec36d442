package dev.sluice.standalone.broker;

import java.nio.file.Path;
import java.util.Properties;

/** The server properties of a single node that is both broker and controller. */
final class BrokerProperties {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  private static final String LOOPBACK = "127.0.0.1";

  private BrokerProperties() {}

  static Properties of(BrokerSettings settings, Path log, BrokerPorts ports) {
    Properties p = new Properties();
    network(p, ports);
    p.setProperty("log.dirs", log.toString());
    singleNode(p);
    sizes(p, settings.maxRecordBytes());
    smallFootprint(p);
    if (settings.fsync()) {
      p.setProperty("log.flush.interval.messages", "1");
    }
    settings.overrides().forEach(p::setProperty);
    return p;
  }

  private static void network(Properties p, BrokerPorts ports) {
    String listeners =
        "PLAINTEXT://%s:%d,%s://%s:%d"
            .formatted(
                LOOPBACK, ports.clients(), CONTROLLER_LISTENER, LOOPBACK, ports.controller());
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(NODE_ID));
    p.setProperty("listeners", listeners);
    p.setProperty("advertised.listeners", listeners);
    p.setProperty(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    p.setProperty("inter.broker.listener.name", "PLAINTEXT");
    p.setProperty("controller.listener.names", CONTROLLER_LISTENER);
    p.setProperty("controller.quorum.bootstrap.servers", LOOPBACK + ":" + ports.controller());
  }

  private static void singleNode(Properties p) {
    for (String topic :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      p.setProperty(topic + ".replication.factor", "1");
      p.setProperty(topic + ".num.partitions", "4");
    }
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("default.replication.factor", "1");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("group.streams.initial.rebalance.delay.ms", "0");
    p.setProperty("auto.create.topics.enable", "false");
    // Never fenced by its own controller while it runs, however long the process stood still: a
    // partition without a leader can cost a transaction its markers (LeftRegistration, which also
    // clears away what a killed process left).
    p.setProperty("broker.session.timeout.ms", Integer.toString(Integer.MAX_VALUE));
    p.setProperty("broker.heartbeat.interval.ms", "500");
    p.setProperty("initial.broker.registration.timeout.ms", "120000");
  }

  private static void sizes(Properties p, int maxRecordBytes) {
    p.setProperty("message.max.bytes", Integer.toString(maxRecordBytes));
    p.setProperty("replica.fetch.max.bytes", Integer.toString(maxRecordBytes));
    p.setProperty("socket.request.max.bytes", Integer.toString(4 * maxRecordBytes));
  }

  private static void smallFootprint(Properties p) {
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("background.threads", "2");
    p.setProperty("num.recovery.threads.per.data.dir", "2");
    p.setProperty("log.cleaner.enable", "true");
    p.setProperty("log.cleaner.threads", "1");
    // A pass reads a changelog from its start, deletes of two hours included: rather a long one
    // now and then than one after each segment.
    p.setProperty("log.cleaner.backoff.ms", "60000");
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(32 << 20));
    // An installation on one machine: 100 MB segments of the offsets topic would never be cleaned.
    p.setProperty("offsets.topic.segment.bytes", Integer.toString(16 << 20));
    p.setProperty("transaction.state.log.segment.bytes", Integer.toString(16 << 20));
  }
}
