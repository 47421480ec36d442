package dev.sluice.topology.core;

import java.util.HashMap;
import java.util.Map;

/**
 * A partition of the dispatches topic at work: its numbering, what is in flight on it, and how much
 * more its worker takes.
 *
 * <p>Credit is what the worker said plus what it held then, minus what is in flight now. It lives
 * in memory only: a new scheduler waits for the worker's next word.
 */
final class Lane {

  /** Without a word from the worker for so long, nothing more is sent to it. */
  private static final long SILENCE_MICROS = 5 * Micros.PER_SECOND;

  /** One in so many places, and bytes, is kept for queues that hold less than that share. */
  private static final int RESERVE = 8;

  private static final int LAYOUT = 1;

  /** Partition of the dispatches topic. */
  final int number;

  /** The same counted from the scheduler's first lane. */
  final int ordinal;

  long lastSequence;

  /** Highest sequence that some worker has received. */
  long received;

  /** Below this sequence nothing is in flight. */
  long lowestSequence = 1;

  long outstanding;
  long outstandingBytes;
  boolean moved;

  String owner = "";
  long dispatchedMicros;
  long barrierMicros;

  private long capacity;
  private long capacityBytes;
  private long heardMicros;
  private boolean heard;

  /** Bytes in flight by queue, of what this owner sent; like credit not known before. */
  private final Map<Long, Long> bytesByQueue = new HashMap<>();

  Lane(int number, int ordinal, long nowMicros) {
    this.number = number;
    this.ordinal = ordinal;
    this.dispatchedMicros = nowMicros;
  }

  void restore(byte[] value) {
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    lastSequence = in.varint();
    received = in.varint();
    lowestSequence = in.varint();
    outstanding = in.varint();
    outstandingBytes = in.varint();
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(51).u8(LAYOUT).varint(lastSequence).varint(received);
    return out.varint(lowestSequence).varint(outstanding).varint(outstandingBytes).toBytes();
  }

  /** Notes a worker's word on a lane that it owns. */
  void hear(String worker, long takesCount, long takesBytes, long nowMicros) {
    owner = worker;
    capacity = takesCount;
    capacityBytes = takesBytes;
    heardMicros = nowMicros;
    heard = true;
  }

  /** Notes that the owner no longer is. */
  void disown() {
    owner = "";
    heard = false;
  }

  boolean silent(long nowMicros) {
    return !heard || nowMicros - heardMicros > SILENCE_MICROS;
  }

  long available(long nowMicros) {
    return silent(nowMicros) || capacityBytes <= outstandingBytes ? 0 : capacity - outstanding;
  }

  /** Whether a queue that holds so many places here may have one more. */
  boolean admits(long queueId, int held, long nowMicros) {
    long available = available(nowMicros);
    return available > 0
        && shares(available, capacity, held)
        && shares(
            capacityBytes - outstandingBytes,
            capacityBytes,
            bytesByQueue.getOrDefault(queueId, 0L));
  }

  private static boolean shares(long available, long capacity, long held) {
    return available > capacity / RESERVE || held < Math.ceilDiv(capacity, RESERVE);
  }

  void occupy(long queueId, int bytes) {
    outstanding++;
    outstandingBytes += bytes;
    bytesByQueue.merge(queueId, (long) bytes, Long::sum);
    moved = true;
  }

  void release(long queueId, int bytes) {
    outstanding--;
    outstandingBytes -= bytes;
    bytesByQueue.computeIfPresent(queueId, (_, held) -> held > bytes ? held - bytes : null);
    moved = true;
  }
}
