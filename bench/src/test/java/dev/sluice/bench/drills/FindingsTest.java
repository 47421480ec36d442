package dev.sluice.bench.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bars are passed or not, and the last line says it. */
final class FindingsTest {

  private static List<String> print(Findings findings) {
    List<String> lines = new ArrayList<>();
    findings.print("drill", lines::add);
    return lines;
  }

  @Test
  void figuresWithoutABar_mayBeAnything() {
    Findings findings = new Findings();
    findings.figure("tasks", 12_345);

    assertThat(findings.met()).isTrue();
    assertThat(print(findings)).contains("| tasks | 12,345 |  |  |");
  }

  @Test
  void figureAtItsBar_passes() {
    Findings findings = new Findings();
    findings.bar("gap, s", 5, 5);
    findings.exactly("lost", 0, 0);

    assertThat(findings.met()).isTrue();
    assertThat(print(findings).getLast()).isEqualTo("drill: passed all 2 bars");
  }

  @Test
  void figureAboveItsBar_fails() {
    Findings findings = new Findings();
    findings.bar("gap, s", 5.25, 5);
    findings.exactly("lost", 0, 0);

    assertThat(findings.met()).isFalse();
    assertThat(print(findings).getLast()).isEqualTo("drill: FAILED gap, s 5.3 (bar: at most 5)");
  }

  @Test
  void figureThatIsNotExactlyItsBar_fails() {
    Findings findings = new Findings();
    findings.exactly("attempts again", 999, 1_000);

    assertThat(findings.met()).isFalse();
  }

  @Test
  void figureThatIsNoNumber_fails() {
    Findings findings = new Findings();
    findings.bar("times slower", Double.NaN, 2);

    assertThat(findings.met()).isFalse();
  }
}
