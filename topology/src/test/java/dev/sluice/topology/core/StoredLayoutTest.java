package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What this release makes of state that it did not write. */
class StoredLayoutTest {

  @Test
  void decode_valueOfALaterRelease_isTakenForNothingElse() {
    assertThatThrownBy(() -> counters(new byte[] {99, 1, 2, 3}))
        .isInstanceOf(UnknownLayoutException.class)
        .hasMessage("stored value: layout 99 (expected: 2)");
  }

  @Test
  void decode_emptyValue_isNamedSo() {
    assertThatThrownBy(() -> counters(new byte[0]))
        .isInstanceOf(UnknownLayoutException.class)
        .hasMessage("stored value: layout none (expected: 2)");
  }

  private static Counters counters(byte[] stored) {
    MemoryTable index = new MemoryTable();
    index.put(Keys.of(Keys.COUNTERS), stored);
    return new Counters(index);
  }
}
