package dev.sluice.schemas;

import java.nio.charset.StandardCharsets;

/**
 * Which partition a queue lives on: Kafka's murmur2 of the queue's full name in UTF-8, made
 * non-negative as Kafka's default partitioner does, modulo the number of partitions. All records of
 * a queue and of its tasks go there. Test vectors for other languages are in {@code partitions.csv}
 * beside the tests.
 */
public final class Partitions {

  private static final int SEED = 0x9747b28c;
  private static final int M = 0x5bd1e995;
  private static final int R = 24;

  private Partitions() {}

  /**
   * Returns the partition of a queue.
   *
   * @param queueName full name of the queue
   * @param partitions number of partitions, at least 1
   * @throws IllegalArgumentException if partitions is less than 1
   */
  public static int of(String queueName, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions: " + partitions + " (expected: >= 1)");
    }
    return (murmur2(queueName.getBytes(StandardCharsets.UTF_8)) & 0x7fffffff) % partitions;
  }

  private static int murmur2(byte[] data) {
    int length = data.length;
    int h = SEED ^ length;
    int words = length / 4;
    for (int i = 0; i < words; i++) {
      int at = i * 4;
      int k =
          (data[at] & 0xff)
              | (data[at + 1] & 0xff) << 8
              | (data[at + 2] & 0xff) << 16
              | (data[at + 3] & 0xff) << 24;
      k *= M;
      k ^= k >>> R;
      k *= M;
      h = h * M ^ k;
    }
    int rest = words * 4;
    int left = length - rest;
    if (left == 3) {
      h ^= (data[rest + 2] & 0xff) << 16;
    }
    if (left >= 2) {
      h ^= (data[rest + 1] & 0xff) << 8;
    }
    if (left >= 1) {
      h ^= data[rest] & 0xff;
      h *= M;
    }
    h ^= h >>> 13;
    h *= M;
    return h ^ h >>> 15;
  }
}
