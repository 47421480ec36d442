package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ScenariosTest {

  @ParameterizedTest
  @EnumSource
  void kind_inTheFile_hasScenarios(Scenario.Kind kind) {
    assertThat(Scenarios.of(kind, Set.of())).isNotEmpty();
  }

  @Test
  void name_unknown_isRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Scenarios.of(Scenario.Kind.IDLE, Set.of("busy")))
        .hasMessageContaining("busy")
        .hasMessageContaining("empty");
  }

  @Test
  void word_misspelt_isRefused() {
    assertThatThrownBy(() -> Scenario.parse("idle x secondz=1"))
        .hasMessageContaining("secondz")
        .hasMessageContaining("seconds");
  }
}
