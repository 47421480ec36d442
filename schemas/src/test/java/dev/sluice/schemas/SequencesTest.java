package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SequencesTest {

  @Test
  void encode_knownSequences_areDifferencesInLeb128() {
    assertThat(Sequences.encode(new long[] {1, 2, 130, 430}))
        .isEqualTo(ByteBuffer.wrap(new byte[] {1, 1, (byte) 0x80, 1, (byte) 0xac, 2}));
    assertThat(Sequences.encode(new long[0]).remaining()).isZero();
    assertThat(Sequences.decode(ByteBuffer.allocate(0))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void decode_whatWasEncoded_isEqual(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      TreeSet<Long> sequences = new TreeSet<>();
      for (int i = random.nextInt(50); i > 0; i--) {
        sequences.add(1 + (random.nextLong() >>> (1 + random.nextInt(63))));
      }
      long[] sorted = sequences.stream().mapToLong(Long::longValue).filter(s -> s > 0).toArray();
      ByteBuffer bytes = Sequences.encode(sorted);

      assertThat(Sequences.decode(bytes)).as("seed %d", seed).isEqualTo(sorted);
      assertThat(bytes.position()).isZero();
    }
  }

  @Test
  void decode_largest_isRead() {
    long[] sequences = {1, Long.MAX_VALUE - 1, Long.MAX_VALUE};
    assertThat(Sequences.decode(Sequences.encode(sequences))).isEqualTo(sequences);
  }

  @Test
  void decode_partOfABuffer_readsThatPart() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 3, 4, (byte) 0xff}).position(1).limit(3);
    assertThat(Sequences.decode(bytes)).containsExactly(3, 7);
  }

  @Test
  void encode_notAscendingFromOne_refused() {
    for (long[] wrong : new long[][] {{0}, {-1}, {2, 2}, {3, 2}}) {
      assertThatThrownBy(() -> Sequences.encode(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(expected: greater than ");
    }
  }

  @Test
  void decode_brokenBytes_unreadable() {
    assertUnreadable("end of the data", 0x80);
    assertUnreadable("end of the data", 1, 0xff);
    assertUnreadable("sequence 0 after 0", 0);
    assertUnreadable("sequence 5 after 5", 5, 0);
    assertUnreadable(
        "does not end", 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
    assertUnreadable(
        "(expected: ascending)", 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {23, 24})
  void decode_randomBytes_ascendingOrUnreadable(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(30)];
      random.nextBytes(bytes);
      try {
        assertThat(Sequences.decode(ByteBuffer.wrap(bytes))).as("seed %d", seed).isSorted();
      } catch (UnreadableRecordException e) {
        assertThat(e).hasMessageStartingWith("sequences, byte ");
      }
    }
  }

  private static void assertUnreadable(String message, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    assertThatThrownBy(() -> Sequences.decode(ByteBuffer.wrap(bytes)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining(message);
  }
}
