package dev.sluice.topology.core;

/**
 * Counts the entries that a partition's ranges remember. There can be as many ranges as queues, so
 * together they remember so many; beyond that each has its first one only.
 */
final class Remembered {

  private final int most;
  private int entries;

  Remembered(int most) {
    this.most = most;
  }

  boolean isFull() {
    return entries >= most;
  }

  void add(int more) {
    entries += more;
  }

  void remove(int fewer) {
    entries -= fewer;
  }
}
