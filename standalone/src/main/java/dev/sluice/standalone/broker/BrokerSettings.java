package dev.sluice.standalone.broker;

import java.nio.file.Path;
import java.util.Map;

/**
 * What an embedded broker is started with.
 *
 * @param folder where it keeps its log and its ports; made if absent
 * @param port where it listens for clients on loopback; 0: a free port, chosen once and kept with
 *     the folder
 * @param preferredPort the port to choose first, if it is free; 0: any
 * @param fsync whether every write reaches the disk before it is acknowledged (a killed process
 *     loses nothing either way; without it a power loss may)
 * @param maxRecordBytes largest record a topic may hold
 * @param overrides broker properties that win over ours
 */
public record BrokerSettings(
    Path folder,
    int port,
    int preferredPort,
    boolean fsync,
    int maxRecordBytes,
    Map<String, String> overrides) {

  /** Twice the largest task (2 MiB) and what surrounds it (design section 3). */
  public static final int DEFAULT_MAX_RECORD_BYTES = 2 * (2 << 20) + (256 << 10);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the port or the record limit is out of range
   */
  public BrokerSettings {
    requirePort("port", port);
    requirePort("preferredPort", preferredPort);
    if (maxRecordBytes < 1) {
      throw new IllegalArgumentException("maxRecordBytes: " + maxRecordBytes + " (expected: >= 1)");
    }
    overrides = Map.copyOf(overrides);
  }

  private static void requirePort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
    }
  }

  /** A broker in a folder, with everything else as it is unless set. */
  public static BrokerSettings in(Path folder) {
    return new BrokerSettings(folder, 0, 0, false, DEFAULT_MAX_RECORD_BYTES, Map.of());
  }
}
