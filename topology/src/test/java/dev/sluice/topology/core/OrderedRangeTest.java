package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What the agenda, the wake-ups and everything with an expiry are made of. */
final class OrderedRangeTest {

  private static final byte KIND = Keys.WAKE_UP;

  private final MemoryTable table = new MemoryTable();

  private OrderedRange open(byte[] mark) {
    return open(mark, new Remembered(1_000));
  }

  private OrderedRange open(byte[] mark, Remembered all) {
    return new OrderedRange(table, Keys.of(KIND), mark, all);
  }

  /** Puts, deletes, looks and reopenings against a sorted map. */
  @RepeatedTest(100)
  void random_followsASortedMap(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    TreeMap<Long, Byte> model = new TreeMap<>();
    table.put(Keys.of((byte) (KIND + 1), 7), new byte[] {1});
    // Others remember nothing or too much.
    Remembered all = new Remembered(random.nextInt(40));
    OrderedRange range = open(Keys.of(KIND), all);
    for (int step = 0; step < 2_000; step++) {
      long key = random.nextLong(60);
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          byte value = (byte) random.nextInt();
          model.put(key, value);
          // Some are larger than all that is remembered ahead.
          byte[] stored = new byte[random.nextInt(8) == 0 ? 70_000 : 1 + random.nextInt(9_000)];
          stored[0] = value;
          range.put(Keys.of(KIND, key), stored);
        }
        case 2 -> {
          model.remove(key);
          range.delete(Keys.of(KIND, key));
        }
        case 3 -> {
          if (!model.isEmpty()) {
            long first = model.firstKey();
            model.remove(first);
            range.delete(Keys.of(KIND, first));
          }
        }
        case 4 -> {
          range.close();
          range = open(range.mark(), all);
        }
        default -> {
          OrderedRange.Entry later = range.firstFrom(Keys.of(KIND, key));
          assertThat(later == null ? null : number(later))
              .as("seed %d step %d", seed, step)
              .isEqualTo(model.ceilingKey(key));
        }
      }
      OrderedRange.Entry head = range.head();
      assertThat(head == null ? List.of() : List.of(number(head), head.value()[0]))
          .as("seed %d step %d", seed, step)
          .isEqualTo(
              model.isEmpty()
                  ? List.of()
                  : List.of(model.firstKey(), model.firstEntry().getValue()));
    }
  }

  @Test
  void ranges_thatTogetherRememberTooMuch_rememberTheirFirst() {
    Remembered all = new Remembered(4);
    OrderedRange range = open(Keys.of(KIND), all);
    range.head();
    all.add(4);
    for (long i = 0; i < 5; i++) {
      range.put(Keys.of(KIND, i), new byte[0]);
    }
    long reads = table.reads();
    assertThat(range.head()).isNotNull();
    assertThat(table.reads()).isEqualTo(reads);
    range.delete(Keys.of(KIND, 0));
    assertThat(range.head()).isNotNull();
    assertThat(table.reads()).isGreaterThan(reads);

    range.close();
    all.remove(1);
    assertThat(all.isFull()).isFalse();
  }

  @Test
  void head_askedAgain_readsNothing() {
    OrderedRange range = open(Keys.of(KIND));
    range.put(Keys.of(KIND, 5), new byte[0]);
    range.head();
    long reads = table.reads();

    for (int i = 0; i < 100; i++) {
      assertThat(range.head()).isNotNull();
    }
    assertThat(table.reads()).isEqualTo(reads);
  }

  @Test
  void head_ofAnEmptyRange_readsOnce() {
    OrderedRange range = open(Keys.of(KIND));
    range.head();
    long reads = table.reads();

    assertThat(range.head()).isNull();
    assertThat(table.reads()).isEqualTo(reads);
  }

  /** A scan that finds nothing steps over everything that was deleted behind the range, too. */
  @Test
  void head_ofARangeThatWasWorkedOff_isNotLookedForByTheNextOwner() {
    OrderedRange range = open(Keys.of(KIND));
    range.head();
    for (long i = 0; i < 3; i++) {
      range.put(Keys.of(KIND, i), new byte[0]);
      range.delete(Keys.of(KIND, i));
    }
    OrderedRange next = open(range.mark());
    long reads = table.reads();

    assertThat(next.head()).isNull();
    assertThat(table.reads()).isEqualTo(reads);

    next.put(Keys.of(KIND, 1), new byte[0]);
    assertThat(next.head()).isNotNull();
  }

  @Test
  void mark_afterWorkingOff_isAboveAllThatWasDeleted() {
    OrderedRange range = open(Keys.of(KIND));
    List<byte[]> keys = new ArrayList<>();
    for (long i = 0; i < 100; i++) {
      keys.add(Keys.of(KIND, i));
      range.put(keys.getLast(), new byte[0]);
    }
    for (byte[] key : keys.subList(0, 99)) {
      range.head();
      range.delete(key);
    }
    assertThat(java.util.Arrays.compareUnsigned(range.mark(), keys.get(98))).isPositive();
  }

  private static long number(OrderedRange.Entry entry) {
    return new ByteReader(entry.key(), 1).i64();
  }
}
