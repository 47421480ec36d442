package dev.sluice.bench.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a drill calls lost, repeated, refused and pending. */
final class CensusTest {

  private static Wanted wanted(int number, Wanted.Answer answer) {
    return new Wanted("q", number, number, number + 10L, answer);
  }

  private static Wanted acknowledged(int number) {
    return wanted(number, Wanted.Answer.ACKNOWLEDGED);
  }

  private static Visit open(int task, long arrived) {
    return new Visit("q", task, arrived);
  }

  private static Visit visit(int task, long arrived, int status, long answered) {
    return open(task, arrived).answered(status, answered);
  }

  private static Census census(List<Wanted> wanted, Visit... visits) {
    return new Census(wanted, Arrays.asList(visits));
  }

  @Test
  void undelivered_isWhatWasAcknowledgedAndNotAnsweredWithSuccess() {
    List<Wanted> wanted =
        List.of(
            acknowledged(1),
            acknowledged(2),
            acknowledged(3),
            acknowledged(4),
            wanted(5, Wanted.Answer.UNKNOWN));

    Census census = census(wanted, visit(1, 20, 200, 21), visit(2, 20, 500, 21), open(3, 20));

    assertThat(census.undelivered()).extracting(Wanted::number).containsExactly(2, 3, 4);
  }

  @Test
  void repeats_areRequestsThatNoFailureAskedFor() {
    Census census =
        census(
            List.of(),
            visit(1, 20, 500, 21),
            visit(1, 30, 200, 31),
            visit(2, 20, 200, 21),
            visit(2, 30, 200, 31),
            open(3, 20),
            visit(3, 30, 200, 31),
            visit(4, 20, 500, 40),
            visit(4, 30, 200, 31));

    // Of 4, the second came while the first was still running.
    assertThat(census.repeats()).extracting(Visit::task).containsExactly(2, 3, 4);
  }

  @Test
  void repeats_afterAHangUp_areAsWanted() {
    Census census = census(List.of(), visit(1, 20, Handler.HANG_UP, 21), visit(1, 30, 200, 31));

    assertThat(census.repeats()).isEmpty();
  }

  @Test
  void openAt_hasWhatWasRunningOrJustAnswered() {
    Census census =
        census(
            List.of(),
            visit(1, 20, 200, 89),
            visit(2, 20, 200, 95),
            visit(3, 20, 200, 110),
            open(4, 20),
            open(5, 101));

    assertThat(census.openAt(100, 10)).isEqualTo(Set.of(2, 3, 4));
  }

  @Test
  void refusedTask_thatComes_isSeen() {
    Census census =
        census(
            List.of(wanted(1, Wanted.Answer.REFUSED), wanted(2, Wanted.Answer.REFUSED)),
            visit(2, 20, 200, 21));

    assertThat(census.refusedButDelivered()).extracting(Wanted::number).containsExactly(2);
  }

  @Test
  void mostPending_countsFromTheAcknowledgementToTheAnswer() {
    // Acknowledged at 11, 12 and 13; the first is done at 12, before the second is there.
    Census census =
        census(
            List.of(acknowledged(1), acknowledged(2), acknowledged(3)),
            visit(1, 11, 200, 12),
            visit(2, 20, 500, 21),
            visit(3, 20, 200, 21));

    assertThat(census.mostPending()).isEqualTo(2);
  }

  @Test
  void mostPending_isNotConfusedByATaskThatIsDoneBeforeItIsAcknowledged() {
    Census census =
        census(List.of(acknowledged(1), acknowledged(2)), visit(1, 2, 200, 3), visit(2, 2, 200, 3));

    assertThat(census.mostPending()).isZero();
  }

  @Test
  void of_hasSomeQueuesOnly() {
    Census census =
        new Census(
            List.of(acknowledged(1), new Wanted("r", 2, 0, 1, Wanted.Answer.ACKNOWLEDGED)),
            List.of(open(1, 5), new Visit("r", 2, 5)));

    Census one = census.of("r"::equals);

    assertThat(one.wanted()).extracting(Wanted::number).containsExactly(2);
    assertThat(one.visits()).extracting(Visit::task).containsExactly(2);
  }
}
