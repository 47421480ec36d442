package dev.sluice.bench.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** Values in a text of metrics. */
final class MetricTest {

  private static final String TEXT =
      """
      # HELP held Attempts
      # TYPE held gauge
      held 12.0
      held_other 7.0
      parts{partition="0"} 1.0
      parts{partition="1"} 2.5E2
      """;

  @Test
  void value_isSummedOverLabels() {
    assertThat(Metric.value(TEXT, "held")).isEqualTo(12);
    assertThat(Metric.value(TEXT, "parts")).isEqualTo(251);
  }

  @Test
  void value_thatIsNotThere_isAnError() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Metric.value(TEXT, "hel"))
        .withMessage("no metric hel");
  }
}
