package dev.sluice.topology.core;

import java.time.Duration;

/** Queues in bytes. */
final class QueueCodec {

  private static final QueueSnapshot.State[] STATES = QueueSnapshot.State.values();

  private QueueCodec() {}

  static ByteWriter write(ByteWriter out, QueueSnapshot queue) {
    out.text(queue.name()).constant(queue.state());
    out.i64(queue.createMicros()).i64(queue.purgeMicros());
    return write(out, queue.settings());
  }

  static QueueSnapshot read(ByteReader in) {
    return read(in, true, true);
  }

  /** Reads what was written before queues had budgets. */
  static QueueSnapshot readUnbudgeted(ByteReader in) {
    return read(in, true, false);
  }

  /** Reads what was written before queues changed requests. */
  static QueueSnapshot readPlain(ByteReader in) {
    return read(in, false, false);
  }

  private static QueueSnapshot read(ByteReader in, boolean hasTarget, boolean hasBudget) {
    String name = in.text();
    QueueSnapshot.State state = STATES[in.u8()];
    long createMicros = in.i64();
    long purgeMicros = in.i64();
    QueueSettings settings = readSettings(in, hasTarget, hasBudget);
    return new QueueSnapshot(name, settings, state, createMicros, purgeMicros);
  }

  private static ByteWriter write(ByteWriter out, QueueSettings settings) {
    out.f64(settings.maxDispatchesPerSecond()).i32(settings.maxBurstSize());
    out.i32(settings.maxConcurrentDispatches()).i32(settings.maxAttempts());
    write(out, settings.maxRetryDuration());
    write(out, settings.minBackoff());
    write(out, settings.maxBackoff());
    out.i32(settings.maxDoublings());
    write(out, settings.tombstoneTtl());
    write(out, settings.taskTtl());
    out.f64(settings.samplingRatio()).bytes(settings.target().bytes());
    write(out.flag(settings.targetProtection()), settings.slowStart());
    return out.varint(settings.budget().tasks()).varint(settings.budget().bytes());
  }

  private static QueueSettings readSettings(ByteReader in, boolean hasTarget, boolean hasBudget) {
    double rate = in.f64();
    int burst = in.i32();
    int concurrent = in.i32();
    int attempts = in.i32();
    Duration retryDuration = readDuration(in);
    Duration minBackoff = readDuration(in);
    Duration maxBackoff = readDuration(in);
    int doublings = in.i32();
    Duration tombstoneTtl = readDuration(in);
    Duration taskTtl = readDuration(in);
    double samplingRatio = in.f64();
    return new QueueSettings(
        rate,
        burst,
        concurrent,
        attempts,
        retryDuration,
        minBackoff,
        maxBackoff,
        doublings,
        tombstoneTtl,
        taskTtl,
        samplingRatio,
        hasTarget ? new TargetSettings(in.bytes()) : TargetSettings.NONE,
        !hasTarget || in.flag(),
        hasTarget ? readDuration(in) : Duration.ZERO,
        hasBudget ? new Budget(in.varint(), in.varint()) : Budget.INHERITED);
  }

  private static void write(ByteWriter out, Duration duration) {
    out.i64(duration.getSeconds()).i32(duration.getNano());
  }

  private static Duration readDuration(ByteReader in) {
    return Duration.ofSeconds(in.i64(), in.i32());
  }
}
