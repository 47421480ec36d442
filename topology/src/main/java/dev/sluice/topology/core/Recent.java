package dev.sluice.topology.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is stored and will be asked for soon, unpacked: an attempt in flight and its task are read
 * once more, when the outcome comes, and that is mostly soon after they were written. Holds so much
 * at most; what came first goes first. The tables remain the truth, and all that is stored must be
 * told here.
 */
final class Recent<K, V> {

  private final long most;
  private final ToLongFunction<V> weight;
  private final Map<K, V> values = new LinkedHashMap<>();
  private long held;

  /**
   * Holds nothing yet.
   *
   * @param most the weights of all that is held add up to this at most
   */
  Recent(long most, ToLongFunction<V> weight) {
    this.most = most;
    this.weight = weight;
  }

  @Nullable V get(K key) {
    return values.get(key);
  }

  boolean has(K key) {
    return values.containsKey(key);
  }

  void put(K key, V value) {
    V old = values.put(key, value);
    held += weight.applyAsLong(value) - (old == null ? 0 : weight.applyAsLong(old));
    Iterator<V> eldest = values.values().iterator();
    while (held > most && eldest.hasNext()) {
      held -= weight.applyAsLong(eldest.next());
      eldest.remove();
    }
  }

  void remove(K key) {
    V old = values.remove(key);
    held -= old == null ? 0 : weight.applyAsLong(old);
  }
}
