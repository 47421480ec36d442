package dev.sluice.topology.core;

import java.util.ArrayList;
import java.util.List;

/** The attempts that are kept of a task: the first and the last ten, oldest first. */
final class Attempts {

  static final int KEPT = 11;

  private static final byte[] NO_BODY = {};

  private Attempts() {}

  /** Adds the newest attempt. Only it keeps its body. */
  static List<AttemptRecord> add(List<AttemptRecord> kept, AttemptRecord newest) {
    List<AttemptRecord> all = new ArrayList<>(kept.size() + 1);
    kept.forEach(attempt -> all.add(withoutBody(attempt)));
    all.add(newest);
    if (all.size() > KEPT) {
      all.remove(1);
    }
    return List.copyOf(all);
  }

  static AttemptRecord inFlight(long scheduleMicros, long dispatchMicros) {
    return new AttemptRecord(scheduleMicros, dispatchMicros, 0, 0, "", NO_BODY);
  }

  static AttemptRecord lost(long scheduleMicros, long dispatchMicros) {
    return new AttemptRecord(scheduleMicros, dispatchMicros, 0, 0, "lost", NO_BODY);
  }

  static void write(ByteWriter out, List<AttemptRecord> attempts) {
    out.varint(attempts.size());
    attempts.forEach(attempt -> write(out, attempt));
  }

  static List<AttemptRecord> read(ByteReader in) {
    int count = in.count();
    List<AttemptRecord> attempts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      attempts.add(readOne(in));
    }
    return List.copyOf(attempts);
  }

  static void write(ByteWriter out, AttemptRecord attempt) {
    out.i64(attempt.scheduleMicros()).i64(attempt.dispatchMicros()).i64(attempt.responseMicros());
    out.varint(attempt.httpStatus()).text(attempt.error()).bytes(attempt.body());
  }

  static AttemptRecord readOne(ByteReader in) {
    return new AttemptRecord(in.i64(), in.i64(), in.i64(), in.count(), in.text(), in.bytes());
  }

  private static AttemptRecord withoutBody(AttemptRecord attempt) {
    return attempt.body().length == 0
        ? attempt
        : new AttemptRecord(
            attempt.scheduleMicros(),
            attempt.dispatchMicros(),
            attempt.responseMicros(),
            attempt.httpStatus(),
            attempt.error(),
            NO_BODY);
  }
}
