package dev.sluice.schemas;

import dev.sluice.v1.Attempt;
import dev.sluice.v1.Barrier;
import dev.sluice.v1.Command;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.Event;
import dev.sluice.v1.Holdings;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.Queue;
import dev.sluice.v1.QueueTarget;
import dev.sluice.v1.Retry;
import dev.sluice.v1.SigningKey;
import dev.sluice.v1.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Every schema, past and present, of the records that stand in topics, stores and query answers.
 */
final class RecordFormats {

  static final List<Class<? extends SpecificRecordBase>> TYPES =
      List.of(
          Task.class,
          Command.class,
          Dispatch.class,
          Barrier.class,
          Outcome.class,
          Holdings.class,
          Retry.class,
          Queue.class,
          QueueTarget.class,
          SigningKey.class,
          DeadLetter.class,
          Event.class,
          Attempt.class);

  /** What this version writes and reads. */
  static final RecordFormats CHECKED_IN = new RecordFormats(RecordFormats::history);

  private final Map<Class<?>, RecordFormat> byType = new HashMap<>();
  // Sorted, beside each other: a look-up per record without boxing.
  private final long[] fingerprints;
  private final RecordFormat[] byFingerprint;

  /**
   * Collects today's schemas and earlier ones.
   *
   * @param history from a record's name to the schemas it was ever written with
   */
  RecordFormats(Function<String, List<Schema>> history) {
    Map<Long, RecordFormat> all = new TreeMap<>();
    for (Class<? extends SpecificRecordBase> type : TYPES) {
      for (Schema past : history.apply(type.getSimpleName())) {
        put(all, RecordFormat.of(type, past));
      }
      RecordFormat today = RecordFormat.of(type, SpecificData.get().getSchema(type));
      byType.put(type, today);
      put(all, today);
    }
    fingerprints = all.keySet().stream().mapToLong(Long::longValue).toArray();
    byFingerprint = all.values().toArray(RecordFormat[]::new);
  }

  RecordFormat ofType(Class<?> type) {
    RecordFormat format = byType.get(type);
    if (format == null) {
      throw new IllegalArgumentException(
          "record type: " + type.getName() + " (expected: one that has a topic or a store)");
    }
    return format;
  }

  @Nullable RecordFormat ofFingerprint(long fingerprint) {
    int index = Arrays.binarySearch(fingerprints, fingerprint);
    return index < 0 ? null : byFingerprint[index];
  }

  /** Returns the schemas a record was ever written with, oldest first. */
  static List<Schema> history(String name) {
    List<Schema> versions = new ArrayList<>();
    for (int version = 1; ; version++) {
      String file = "history/" + name + "/" + version + ".avsc";
      try (InputStream in = RecordFormats.class.getResourceAsStream(file)) {
        if (in == null) {
          return versions;
        }
        versions.add(new Schema.Parser().parse(in));
      } catch (IOException e) {
        throw new UncheckedIOException(file, e);
      }
    }
  }

  private static void put(Map<Long, RecordFormat> all, RecordFormat format) {
    RecordFormat other = all.put(format.fingerprint(), format);
    if (other != null && other.type() != format.type()) {
      throw new IllegalStateException(
          "fingerprint: " + format.fingerprint() + " (expected: one record type, not two)");
    }
  }
}
