package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentTest {

  private final Recent<String, String> recent = new Recent<>(10, String::length);

  @Test
  void put_aboveTheMost_forgetsWhatCameFirst() {
    recent.put("a", "12345");
    recent.put("b", "12345");
    recent.put("c", "1");

    assertThat(recent.has("a")).isFalse();
    assertThat(recent.get("b")).isEqualTo("12345");
    assertThat(recent.get("c")).isEqualTo("1");
  }

  @Test
  void put_again_countsOnlyTheNewValue() {
    recent.put("a", "12345");
    recent.put("a", "1");
    recent.put("b", "123456789");

    assertThat(recent.get("a")).isEqualTo("1");
    assertThat(recent.get("b")).isEqualTo("123456789");
  }

  @Test
  void put_heavierThanAll_isNotKept() {
    recent.put("a", "1");
    recent.put("b", "12345678901");

    assertThat(recent.has("a")).isFalse();
    assertThat(recent.has("b")).isFalse();
  }

  @Test
  void remove_makesRoom() {
    recent.put("a", "1234567890");
    recent.remove("a");
    recent.put("b", "1234567890");

    assertThat(recent.get("a")).isNull();
    assertThat(recent.get("b")).isEqualTo("1234567890");
  }
}
