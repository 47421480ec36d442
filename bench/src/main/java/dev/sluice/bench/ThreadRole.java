package dev.sluice.bench;

import java.util.Locale;
import java.util.regex.Pattern;

/** Whose work a thread of {@code sluice up} does, by how its name begins. */
enum ThreadRole {
  SCHEDULER("sluice[.-]scheduler|sluice-housekeeping"),
  /** Attempts run on virtual threads, whose carriers are a pool's. */
  WORKER("worker-|sluice[.-]worker|ForkJoinPool|VirtualThread|OkHttp|Okio"),
  API("armeria|sluice-api"),
  BROKER(
      "data-plane-kafka|kafka-(log-cleaner|scheduler|\\d)|broker-|quorum|raft|executor-"
          + "|(group|share|transaction)-|TxnMarker|AddPartitionsToTxn|ExpirationReaper"
          + "|metrics-meter"),
  /** Compilers, collector, RocksDB's own threads, and what has no other name. */
  JVM("");

  /** Stands before the name of the client in the names of Kafka's client threads. */
  private static final String CLIENT = " | ";

  private final Pattern beginning;

  ThreadRole(String beginning) {
    this.beginning = Pattern.compile(beginning);
  }

  /** Returns whose a thread is. Kafka's clients are those of whom their names say. */
  static ThreadRole of(String thread) {
    int client = thread.indexOf(CLIENT);
    String owner = client < 0 ? thread : thread.substring(client + CLIENT.length());
    for (ThreadRole role : values()) {
      if (role.beginning.matcher(owner).lookingAt()) {
        return role;
      }
    }
    throw new IllegalStateException(thread + ": nobody's (expected: the JVM's at least)");
  }

  String figure() {
    return "cpu_s_per_1000_sluice_" + name().toLowerCase(Locale.ROOT);
  }
}
