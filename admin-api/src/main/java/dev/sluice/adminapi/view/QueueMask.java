package dev.sluice.adminapi.view;

import com.google.protobuf.FieldMask;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.QueueFields;
import dev.sluice.v1.QueueConfig;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which fields of a queue's configuration an update changes (spec section 1.3).
 *
 * @param fields paths as {@link QueueFields} has them
 * @param named what the caller named itself, in snake_case, so that a zero there is meant
 */
public record QueueMask(List<String> fields, Set<String> named) {

  private static final String DOUBLINGS = "retry_config.max_doublings";
  private static final String BURST = "rate_limits.max_burst_size";
  private static final String RATE_LIMITS = "rate_limits";
  private static final String BURST_FIELD = "maxBurstSize";

  /** All that callers of v2 may set; also the meaning of an empty mask. */
  static final QueueMask V2 = new QueueMask(MaskPaths.V2.everything(), Set.of());

  /** All that a create sets. */
  public static final QueueMask EVERYTHING =
      new QueueMask(MaskPaths.BETA.everything(), Set.of(RATE_LIMITS));

  /** Copies the collections. */
  public QueueMask {
    fields = List.copyOf(fields);
    named = Set.copyOf(named);
  }

  /**
   * Reads a mask of v2 with paths in snake_case or camelCase.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if a path is not one of a queue
   */
  public static QueueMask of(FieldMask mask) {
    QueueMask named = of(mask, MaskPaths.V2, V2);
    if (named.fields.contains(BURST_FIELD)) {
      return named;
    }
    // Whatever it names, an update of v2 derives the burst size again (spec section 2.1).
    List<String> fields = new ArrayList<>(named.fields);
    fields.add(BURST_FIELD);
    return new QueueMask(fields, named.named);
  }

  /** As {@link #of}, of v2beta3. */
  public static QueueMask ofBeta(FieldMask mask) {
    return of(mask, MaskPaths.BETA, EVERYTHING);
  }

  private static QueueMask of(FieldMask mask, MaskPaths paths, QueueMask everything) {
    Set<String> fields = new LinkedHashSet<>();
    Set<String> named = new LinkedHashSet<>();
    for (String given : mask.getPathsList()) {
      String path = snakeCase(given.strip());
      if (path.equals("*")) {
        return everything;
      }
      fields.addAll(
          paths
              .covered(path)
              .orElseThrow(() ->
                  Refusals.invalid(
                      "updateMask: \""
                          + given
                          + "\" (expected: paths of a Queue, such as"
                          + " rateLimits.maxDispatchesPerSecond or retryConfig)")));
      named.add(path);
    }
    return mask.getPathsCount() == 0 ? everything : new QueueMask(List.copyOf(fields), named);
  }

  /**
   * Returns this mask, and what is Sluice's own with it if a caller who names nothing gives some of
   * that.
   */
  public QueueMask withSluice(boolean given) {
    boolean namesNothing = named.isEmpty() || equals(EVERYTHING);
    if (!given || !namesNothing) {
      return this;
    }
    List<String> all = new ArrayList<>(fields);
    all.addAll(MaskPaths.V2.covered(MaskPaths.SLUICE).orElseThrow());
    return new QueueMask(all, named);
  }

  private static String snakeCase(String path) {
    StringBuilder snake = new StringBuilder(path.length() + 8);
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        snake.append('_').append(Character.toLowerCase(c));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }

  /** Whether a zero of that field is meant, and not just absent. */
  boolean namesMaxDoublings() {
    return named.contains(DOUBLINGS);
  }

  /** Whether a burst size that is given is meant; otherwise it follows from the rate. */
  boolean namesBurst() {
    return named.contains(BURST) || named.contains(RATE_LIMITS);
  }

  /** Returns a copy of a configuration with this mask's fields taken from another. */
  public QueueConfig merge(QueueConfig current, QueueConfig asked) {
    return QueueFields.merged(current, asked, fields);
  }
}
