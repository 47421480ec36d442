package dev.sluice.bench.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Gaps and latencies. */
final class TimesTest {

  private static long at(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  private static Visit visit(String queue, int task, double seconds) {
    return new Visit(queue, task, at(seconds));
  }

  @Test
  void longestGap_countsFromTheBeginningAndToTheEnd() {
    List<Visit> visits = List.of(visit("q", 1, 13), visit("q", 2, 15), visit("q", 3, 14));

    assertThat(Times.longestGapSeconds(visits, at(10), at(16))).isEqualTo(3);
    assertThat(Times.longestGapSeconds(visits, at(12), at(20))).isEqualTo(5);
    assertThat(Times.longestGapSeconds(List.of(), at(12), at(20))).isEqualTo(8);
  }

  @Test
  void longestGap_leavesOutWhatCameOutsideOfTheTime() {
    List<Visit> visits = List.of(visit("q", 1, 1), visit("q", 2, 15), visit("q", 3, 30));

    assertThat(Times.longestGapSeconds(visits, at(10), at(20))).isEqualTo(5);
  }

  @Test
  void longestGapOfAQueue_isNotHiddenByOthers() {
    List<Visit> visits =
        List.of(visit("a", 1, 11), visit("b", 2, 12), visit("b", 3, 13), visit("b", 4, 14));

    assertThat(Times.longestGapSeconds(visits, at(10), at(15))).isEqualTo(1);
    assertThat(Times.longestGapOfAQueueSeconds(visits, at(10), at(15))).isEqualTo(4);
  }

  @Test
  void latency_isFromThePlanToTheFirstRequest_andGoesOnForWhatHasNotCome() {
    List<Wanted> wanted =
        List.of(
            new Wanted("q", 1, at(10), at(10), Wanted.Answer.ACKNOWLEDGED),
            new Wanted("q", 2, at(11), at(11), Wanted.Answer.ACKNOWLEDGED),
            new Wanted("q", 3, at(20), at(20), Wanted.Answer.ACKNOWLEDGED));
    Census census = new Census(wanted, List.of(visit("q", 1, 12), visit("q", 1, 10.5)));

    var micros = Times.latencyMicros(census, at(10), at(20), at(14));

    assertThat(micros.getTotalCount()).isEqualTo(2);
    assertThat(Times.millis(micros, 50)).isCloseTo(500, within(1.0));
    assertThat(Times.millis(micros, 99)).isCloseTo(3_000, within(5.0));
  }
}
