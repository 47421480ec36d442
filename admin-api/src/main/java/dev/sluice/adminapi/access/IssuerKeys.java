package dev.sluice.adminapi.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of one issuer, kept and fetched again: regularly, and when a token names a key
 * that is not known, though not more often than every ten seconds whatever tokens say. Nobody waits
 * for a fetch but the calls whose key is not known. Keys that cannot be fetched again stay in use.
 */
final class IssuerKeys {

  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long REFRESH_NANOS = Duration.ofMinutes(10).toNanos();
  private static final int FEWEST_RSA_BITS = 2048;

  private final String issuer;
  private final KeySource source;
  private final Executor executor;
  private final LongSupplier nanoTime;
  private volatile @Nullable JWKSet keys;
  private @Nullable CompletableFuture<Void> running;
  private boolean hasTried;
  private long lastTryNanos;
  private String lastFault = "";

  IssuerKeys(String issuer, KeySource source, Executor executor, LongSupplier nanoTime) {
    this.issuer = issuer;
    this.source = source;
    this.executor = executor;
    this.nanoTime = nanoTime;
  }

  /** Whether any keys were ever fetched. */
  boolean isLoaded() {
    return keys != null;
  }

  /** Keys that may have signed with an algorithm; without an id, all of its kind. */
  List<JWK> matching(JWSAlgorithm algorithm, @Nullable String keyId) {
    JWKSet known = keys;
    return known == null
        ? List.of()
        : known.getKeys().stream()
            .filter(key -> keyId == null || keyId.equals(key.getKeyID()))
            .filter(key -> fits(key, algorithm))
            .toList();
  }

  private static boolean fits(JWK key, JWSAlgorithm algorithm) {
    if (KeyUse.ENCRYPTION.equals(key.getKeyUse())
        || (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm))) {
      return false;
    }
    return algorithm.equals(JWSAlgorithm.RS256)
        ? key instanceof RSAKey && key.size() >= FEWEST_RSA_BITS
        : key instanceof ECKey ec && ec.getCurve().equals(Curve.P_256);
  }

  /** Fetches again if it is time to; returns at once. */
  void look() {
    boolean due;
    synchronized (this) {
      due = !isLoaded() || nanoTime.getAsLong() - lastTryNanos >= REFRESH_NANOS;
    }
    if (due) {
      var _ = refresh();
    }
  }

  /** Fetches again unless that was tried just now; the future ends when it has been tried. */
  synchronized CompletableFuture<Void> refresh() {
    if (running != null) {
      return running;
    }
    long now = nanoTime.getAsLong();
    if (hasTried && now - lastTryNanos < PAUSE_NANOS) {
      return CompletableFuture.completedFuture(null);
    }
    hasTried = true;
    lastTryNanos = now;
    CompletableFuture<Void> fetch = new CompletableFuture<>();
    running = fetch;
    executor.execute(() -> {
      try {
        fetch();
      } finally {
        synchronized (this) {
          running = null;
        }
        fetch.complete(null);
      }
    });
    return fetch;
  }

  private void fetch() {
    try {
      keys = JWKSet.parse(source.read()).toPublicJWKSet();
      if (!lastFault.isEmpty()) {
        log.info("event=issuer_keys_fetched issuer={}", issuer);
      }
      lastFault = "";
    } catch (IOException | ParseException | RuntimeException e) {
      tellOnce(String.valueOf(e.getMessage() == null ? e.toString() : e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellOnce(String fault) {
    if (!fault.equals(lastFault)) {
      log.warn("event=issuer_keys_unavailable issuer={} cause=\"{}\"", issuer, fault);
      lastFault = fault;
    }
  }
}
