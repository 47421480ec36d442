package dev.sluice.topology.core;

import java.util.Arrays;

/**
 * The keys of the two tables. In {@code index} the first byte tells what follows:
 *
 * <pre>
 *  1 [queue name]                 queue id
 *  2 [queue id]                   queue: settings, state, purge mark
 *  3 [queue id]                   what moves of a queue: bucket, counters, wake-up
 *  4 [queue id][task id]          status of a task
 *  5 [queue id][due][sequence]    agenda: task waiting for its time
 *  6 [lane][sequence]             attempt in flight
 *  7 [time][queue id]             wake-up of a queue
 *  8 [queue id][task id]          tombstone of a name
 *  9 [expiry][queue id][task id]  the same by expiry
 * 10 [sequence]                   dead letter
 * 11 [queue name] 0 [sequence]    the same by queue
 * 12 [expiry][sequence]           parked create
 * 13 [queue name] 0 [sequence]    the same by queue: its expiry
 * 14 [offset]                     verdict on a command
 * 15 [lane]                       lane
 * 16 [topic]                      processed offset
 * 17 [queue id]                   sweep of a purged or deleted queue
 * 18                              counters
 * 19 [first byte]                 low-water mark of what starts with that byte
 * 20 [offset][partition]          refusal of a record of the tasks topic
 * 21 [queue name] 0 [sequence]    parked creates up to there: the queue that gets them
 * 22 [queue name] 0 [task id] 0 [sequence]  parked create by name: its expiry
 * 23 [queue id][topic]            records that wait in a topic for room
 * 24                              rows of records that cannot be read yet
 * 25 [schema id][number]          record that cannot be read yet, in a row
 * 26 [task name] 0 [coordinates]  the same by name: its row
 * 27 [queue id][topic][offset]    dead letter among records that wait for room
 * </pre>
 *
 * In {@code definitions}: {@code [queue id][task id]}; queue id 0 holds the payloads of dead
 * letters by their sequence.
 */
final class Keys {

  static final byte QUEUE_BY_NAME = 1;
  static final byte QUEUE = 2;
  static final byte QUEUE_MOTION = 3;
  static final byte STATUS = 4;
  static final byte AGENDA = 5;
  static final byte IN_FLIGHT = 6;
  static final byte WAKE_UP = 7;
  static final byte TOMBSTONE = 8;
  static final byte TOMBSTONE_BY_EXPIRY = 9;
  static final byte DEAD_LETTER = 10;
  static final byte DEAD_LETTER_BY_QUEUE = 11;
  static final byte PARKED = 12;
  static final byte PARKED_BY_QUEUE = 13;
  static final byte VERDICT = 14;
  static final byte LANE = 15;
  static final byte PROCESSED = 16;
  static final byte SWEEP = 17;
  static final byte COUNTERS = 18;
  static final byte MARK = 19;
  static final byte REFUSAL = 20;
  static final byte RELEASE = 21;
  static final byte PARKED_BY_NAME = 22;
  static final byte HOLD = 23;
  static final byte WAITING_ROWS = 24;
  static final byte WAITING = 25;
  static final byte WAITING_BY_NAME = 26;
  static final byte DECIDED = 27;

  private Keys() {}

  static byte[] of(byte kind) {
    return new byte[] {kind};
  }

  static byte[] of(byte kind, long first) {
    return new ByteWriter(9).u8(kind).i64(first).toBytes();
  }

  static byte[] of(byte kind, long first, long second) {
    return new ByteWriter(17).u8(kind).i64(first).i64(second).toBytes();
  }

  static byte[] of(byte kind, long first, long second, long third) {
    return new ByteWriter(25).u8(kind).i64(first).i64(second).i64(third).toBytes();
  }

  static byte[] of(byte kind, long first, String id) {
    return new ByteWriter(9 + id.length()).u8(kind).i64(first).raw(id).toBytes();
  }

  static byte[] of(byte kind, long first, long second, String id) {
    return new ByteWriter(17 + id.length()).u8(kind).i64(first).i64(second).raw(id).toBytes();
  }

  static byte[] ofName(byte kind, String name) {
    return new ByteWriter(1 + name.length()).u8(kind).raw(name).toBytes();
  }

  /** The keys of one queue's name: the zero ends the name, which has none. */
  static byte[] ofNamePrefix(byte kind, String name) {
    return new ByteWriter(2 + name.length()).u8(kind).raw(name).u8(0).toBytes();
  }

  static byte[] ofName(byte kind, String name, long sequence) {
    return new ByteWriter(10 + name.length()).u8(kind).raw(name).u8(0).i64(sequence).toBytes();
  }

  static byte[] lane(int lane) {
    return new ByteWriter(5).u8(LANE).i32(lane).toBytes();
  }

  static byte[] inFlight(int lane, long sequence) {
    return new ByteWriter(13).u8(IN_FLIGHT).i32(lane).i64(sequence).toBytes();
  }

  static byte[] processed(InputTopic topic) {
    return new ByteWriter(2).u8(PROCESSED).constant(topic).toBytes();
  }

  static byte[] hold(long queueId, InputTopic topic) {
    return new ByteWriter(10).u8(HOLD).i64(queueId).constant(topic).toBytes();
  }

  static byte[] decided(long queueId, Coordinates at) {
    return new ByteWriter(18)
        .u8(DECIDED)
        .i64(queueId)
        .constant(at.topic())
        .i64(at.offset())
        .toBytes();
  }

  static byte[] waiting(String taskName, Coordinates at) {
    return new ByteWriter(24 + taskName.length())
        .u8(WAITING_BY_NAME)
        .raw(taskName)
        .u8(0)
        .coordinates(at)
        .toBytes();
  }

  static byte[] mark(byte kind) {
    return new byte[] {MARK, kind};
  }

  static byte[] definition(long queueId, String taskId) {
    return new ByteWriter(8 + taskId.length()).i64(queueId).raw(taskId).toBytes();
  }

  static byte[] definitions(long queueId) {
    return new ByteWriter(8).i64(queueId).toBytes();
  }

  static byte[] deadLetterPayload(long sequence) {
    return new ByteWriter(16).i64(0).i64(sequence).toBytes();
  }

  /** The first key after all that start with a prefix. */
  static byte[] endOf(byte[] prefix) {
    int last = prefix.length - 1;
    while (last >= 0 && prefix[last] == (byte) 0xff) {
      last--;
    }
    if (last < 0) {
      throw new IllegalArgumentException("prefix: all ff (expected: a byte below)");
    }
    byte[] end = Arrays.copyOf(prefix, last + 1);
    end[last]++;
    return end;
  }

  /** The first key after a key. */
  static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
