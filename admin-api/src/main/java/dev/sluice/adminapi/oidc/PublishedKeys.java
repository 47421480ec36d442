package dev.sluice.adminapi.oidc;

import dev.sluice.v1.SigningKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The installation's keys as far as they have been read. Safe for use by several threads. */
public final class PublishedKeys {

  private final Map<String, SigningKey> keys = new ConcurrentHashMap<>();

  /** Takes in a key, or a change of one. */
  public void put(SigningKey key) {
    keys.put(key.getId(), key);
  }

  /** Forgets a key. */
  public void remove(String id) {
    keys.remove(id);
  }

  /** Returns the keys that tokens may be signed with, or may have been lately; oldest first. */
  List<SigningKey> at(Instant now) {
    return keys.values().stream()
        .filter(key -> key.getPublishUntil().isAfter(now))
        .sorted(Comparator.comparing(SigningKey::getSignFrom).thenComparing(SigningKey::getId))
        .toList();
  }
}
