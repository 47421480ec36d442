package dev.sluice.bench.simulation;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What happens, in short: each operation has chance of its own, so that it does much the same when
 * others before it are left out.
 *
 * @param seed what chance is made from
 * @param operations the numbers of the operations that happen
 */
record History(long seed, List<Integer> operations) {

  /**
   * Returns the history of a seed. Most are short: what is wrong mostly needs little to have
   * happened before, and a second's worth of short ones finds it several times as often. Some are
   * long, for what needs more.
   */
  static History of(long seed) {
    double length = new Random(mixed(seed, -1)).nextDouble();
    return of(seed, length < 0.7 ? 80 : length < 0.95 ? 250 : 1_000);
  }

  static History of(long seed, int operations) {
    return new History(seed, IntStream.range(0, operations).boxed().toList());
  }

  History with(List<Integer> kept) {
    return new History(seed, kept);
  }

  /** Returns a seed for an operation: those of neighbours have nothing in common. */
  static long mixed(long seed, long operation) {
    long mixed = seed * 0x9e3779b97f4a7c15L + operation * 0xd1b54a32d192ed03L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
