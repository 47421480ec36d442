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
    String name = in.text();
    QueueSnapshot.State state = STATES[in.u8()];
    long createMicros = in.i64();
    long purgeMicros = in.i64();
    return new QueueSnapshot(name, readSettings(in), state, createMicros, purgeMicros);
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
    return out.f64(settings.samplingRatio());
  }

  private static QueueSettings readSettings(ByteReader in) {
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
        in.f64());
  }

  private static void write(ByteWriter out, Duration duration) {
    out.i64(duration.getSeconds()).i32(duration.getNano());
  }

  private static Duration readDuration(ByteReader in) {
    return Duration.ofSeconds(in.i64(), in.i32());
  }
}
