package dev.sluice.adminapi;

import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.adminapi.cluster.ClusterSettings;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.OAuthAccounts;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * How an API server runs.
 *
 * @param binding where it listens
 * @param cluster the installation that it serves
 * @param limits how much one task or queue may ask for
 * @param tokens what the tokens of requests come from
 * @param load how much one caller, and all of them, may take up
 * @param access who may call
 * @param sources where time and randomness come from
 * @param metrics where metrics are registered, and what /metrics shows
 */
public record ApiSettings(
    Binding binding,
    ClusterSettings cluster,
    Limits limits,
    Tokens tokens,
    Load load,
    AccessSettings access,
    Sources sources,
    PrometheusMeterRegistry metrics) {

  /**
   * Where the server listens.
   *
   * @param host name or address
   * @param port port; 0: a free one
   * @param names by which it may be called besides localhost, while it is open to this machine only
   */
  public record Binding(String host, int port, List<String> names) {

    /** Checks the port, and copies the names. */
    public Binding {
      names = List.copyOf(names);
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
      }
    }
  }

  /**
   * What the tokens of requests come from.
   *
   * @param issuer URL that OpenID Connect tokens name as their issuer
   * @param accounts service accounts that have OAuth tokens
   */
  public record Tokens(Supplier<String> issuer, OAuthAccounts accounts) {}

  /**
   * How much one caller, and all of them, may take up.
   *
   * @param longestCall deadline of a call whose caller has none, or a later one
   * @param maxCallsInFlight calls at once; more are answered UNAVAILABLE
   */
  public record Load(Duration longestCall, int maxCallsInFlight) {

    /** As Google's service: 15 s (spec section 1.1). */
    public static final Load DEFAULT = new Load(Duration.ofSeconds(15), 10_000);
  }

  /**
   * Where time and randomness come from.
   *
   * @param clock wall clock, for create times
   * @param nanoTime monotonic clock, in nanoseconds, for deadlines
   * @param random for the ids of tasks without a name; used by many threads
   */
  public record Sources(InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {

    /** The machine's. */
    public static Sources system() {
      return new Sources(InstantSource.system(), System::nanoTime, new SecureRandom());
    }
  }

  /** Largest request: the largest task in JSON, where its body takes up a third more. */
  int maxRequestBytes() {
    return Math.toIntExact(Math.min(2L * limits.maxTaskBytes() + (64 << 10), 1L << 30));
  }
}
