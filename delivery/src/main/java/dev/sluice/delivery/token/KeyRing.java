package dev.sluice.delivery.token;

import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which key signs, and when there must be another. The times are in the keys, so that all workers
 * and API servers agree without talking.
 *
 * <pre>
 *  key 1  published ######################## still published ####|
 *                  ^ signs ....................^                 publishUntil
 *  key 2                            published ######################## ...
 *                                       lead   ^ signs ...
 * </pre>
 *
 * <p>A key is published a lead before it signs, so that handlers that keep what they fetched know
 * it in time, and long after its last token has expired.
 */
final class KeyRing {

  /** How long a token is valid. */
  static final Duration TOKEN_LIFE = Duration.ofHours(1);

  /** What the clocks of two workers may differ by without both making a key. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private static final Duration LONGEST_LEAD = Duration.ofHours(2);
  private static final Duration AFTER_LAST_TOKEN = Duration.ofDays(1);

  private final List<SigningKey> keys;
  private final Duration rotation;

  /**
   * Makes a ring.
   *
   * @param rotation how long a key signs, normally
   */
  KeyRing(Collection<SigningKey> keys, Duration rotation) {
    this.keys = List.copyOf(keys);
    this.rotation = rotation;
  }

  /** Returns the key that signs now: the newest that may. */
  Optional<SigningKey> signer(SigningAlgorithm algorithm, Instant now) {
    return keys.stream()
        .filter(key -> key.getAlgorithm() == algorithm)
        .filter(key -> !key.getSignFrom().isAfter(now))
        .filter(key -> now.plus(TOKEN_LIFE).isBefore(key.getPublishUntil()))
        .max(Comparator.comparing(SigningKey::getSignFrom).thenComparing(SigningKey::getId));
  }

  /**
   * Returns the times of a key that is to be made now; empty while there is no need.
   *
   * <p>A key that begins later than anybody would make one by this clock is not counted: whoever
   * made it had a clock that was ahead, and until then somebody has to sign.
   */
  Optional<Times> missing(SigningAlgorithm algorithm, Instant now) {
    Instant soon = now.plus(CLOCKS_DIFFER);
    if (signer(algorithm, soon).isEmpty()) {
      return Optional.of(times(now));
    }
    Instant next = newest(algorithm, soon.plus(lead())).plus(rotation);
    return next.minus(lead()).isAfter(now)
        ? Optional.empty()
        : Optional.of(times(next.isBefore(now) ? now.plus(lead()) : next));
  }

  /** Returns when the newest key begins, of those that begin until a time; there is one. */
  private Instant newest(SigningAlgorithm algorithm, Instant until) {
    return keys.stream()
        .filter(key -> key.getAlgorithm() == algorithm)
        .map(SigningKey::getSignFrom)
        .filter(signFrom -> !signFrom.isAfter(until))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Returns the keys that nobody needs any more. */
  List<SigningKey> expired(Instant now) {
    return keys.stream().filter(key -> !key.getPublishUntil().isAfter(now)).toList();
  }

  private Duration lead() {
    Duration tenth = rotation.dividedBy(10);
    return tenth.compareTo(LONGEST_LEAD) < 0 ? tenth : LONGEST_LEAD;
  }

  /** A key may sign for twice its time, in case the next one is late. */
  private Times times(Instant signFrom) {
    return new Times(
        signFrom, signFrom.plus(rotation.multipliedBy(2)).plus(TOKEN_LIFE).plus(AFTER_LAST_TOKEN));
  }

  /**
   * When a key is used.
   *
   * @param signFrom from when on it signs
   * @param publishUntil until when it is published
   */
  record Times(Instant signFrom, Instant publishUntil) {}
}
