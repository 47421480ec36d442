package dev.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker sees each promise broken, and no other. */
final class PromisesTest {

  private static final Instant START = Instant.parse("2026-11-25T00:00:00Z");

  private static Instant at(double seconds) {
    return START.plusNanos((long) (seconds * 1e9));
  }

  private static Created created(int number, TaskKind kind) {
    return new Created(number, kind, at(10), true);
  }

  private static Request request(int task, TaskKind kind, double arrived, double answered) {
    return new Request(task, kind, "worker-1", at(arrived), kind.status(0), at(answered));
  }

  private static List<String> broken(
      List<Created> created, List<Request> requests, List<Fault> faults) {
    Promises promises = new Promises(created, requests, faults, false);
    promises.check();
    return promises.broken();
  }

  private static Fault fault(Fault.Kind kind, Role role) {
    return new Fault(kind, role, role.word() + "-1", at(20), at(28));
  }

  @Test
  void missing_isWhatWasAcknowledgedAndNeitherDeliveredNorGivenUp() {
    List<Created> created =
        List.of(
            created(1, TaskKind.PLAIN),
            created(2, TaskKind.PLAIN),
            created(3, TaskKind.FAILS_ALWAYS),
            created(4, TaskKind.FAILS_ALWAYS),
            new Created(5, TaskKind.UNNAMED, at(10), false));

    assertThat(
            Promises.missing(
                created, List.of(request(1, TaskKind.PLAIN, 11, 11)), Set.of("task-3")))
        .extracting(Created::id)
        .containsExactlyInAnyOrder("task-2", "task-4");
  }

  @Test
  void delayedTask_beforeItsTime_isEarly_whateverWasDoneToAClock() {
    List<Created> created = List.of(created(1, TaskKind.DELAYED));
    List<Fault> stepped =
        List.of(new Fault(Fault.Kind.CLOCK_STEPPED, Role.WORKER, "worker-1", at(5), at(15)));

    assertThat(broken(created, List.of(request(1, TaskKind.DELAYED, 9.9, 9.9)), stepped))
        .singleElement()
        .asString()
        .startsWith("early: ");
    assertThat(broken(created, List.of(request(1, TaskKind.DELAYED, 10, 10)), List.of())).isEmpty();
  }

  @Test
  void retry_beforeItsBackoff_isEarly() {
    List<Created> created = List.of(created(1, TaskKind.FAILS_TWICE));
    List<Request> requests =
        List.of(
            request(1, TaskKind.FAILS_TWICE, 11, 11), request(1, TaskKind.FAILS_TWICE, 11.4, 11.4));

    assertThat(broken(created, requests, List.of()))
        .singleElement()
        .asString()
        .startsWith("retried early: ");
  }

  @Test
  void secondRequest_needsAFault() {
    List<Created> created = List.of(created(1, TaskKind.PLAIN));
    List<Request> requests =
        List.of(request(1, TaskKind.PLAIN, 19, 21), request(1, TaskKind.PLAIN, 31, 31));

    assertThat(broken(created, requests, List.of()))
        .singleElement()
        .asString()
        .startsWith("repeated without a fault: ");
    assertThat(broken(created, requests, List.of(fault(Fault.Kind.REPLACED, Role.WORKER))))
        .hasSize(1);
    assertThat(broken(created, requests, List.of(fault(Fault.Kind.KILLED, Role.WORKER)))).isEmpty();
    assertThat(broken(created, requests, List.of(fault(Fault.Kind.FROZEN, Role.KAFKA)))).isEmpty();
  }

  @Test
  void repeats_areCountedForTheFaultThatExplainsThem() {
    Fault killed = fault(Fault.Kind.KILLED, Role.WORKER);
    Promises promises =
        new Promises(
            List.of(created(1, TaskKind.PLAIN)),
            List.of(request(1, TaskKind.PLAIN, 19, 21), request(1, TaskKind.PLAIN, 31, 31)),
            List.of(killed),
            true);

    promises.check();

    assertThat(promises.repeated()).isEqualTo(1);
    assertThat(promises.repeatedBy(killed)).isEqualTo(1);
  }

  @Test
  void oneCutOffAttempt_doesNotExplainTwoMore() {
    List<Created> created = List.of(created(1, TaskKind.PLAIN));
    List<Request> requests =
        List.of(
            request(1, TaskKind.PLAIN, 19, 21),
            request(1, TaskKind.PLAIN, 35, 35),
            request(1, TaskKind.PLAIN, 50, 50));

    assertThat(broken(created, requests, List.of(fault(Fault.Kind.KILLED, Role.WORKER))))
        .singleElement()
        .asString()
        .startsWith("repeated without a fault: ");
  }

  @Test
  void slowRequests_moreThanAllowedAtATime_areOver() {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < TaskKind.CONCURRENT_SLOW; i++) {
      requests.add(request(i, TaskKind.SLOW, 11, 12));
    }
    assertThat(broken(List.of(), requests, List.of())).isEmpty();

    requests.add(request(99, TaskKind.SLOW, 11.5, 12));
    assertThat(broken(List.of(), requests, List.of()))
        .singleElement()
        .asString()
        .startsWith("over: 21 of 20");
  }

  @Test
  void limitedRequests_fasterThanTheirQueueInQuietTimes_areOver() {
    List<Request> requests = new ArrayList<>();
    int allowed = TaskKind.LIMITED_BURST + Promises.JITTER;
    for (int i = 0; i < allowed; i++) {
      requests.add(request(i, TaskKind.LIMITED, 22, 22));
    }
    assertThat(broken(List.of(), requests, List.of())).isEmpty();

    requests.add(request(allowed, TaskKind.LIMITED, 22, 22));
    assertThat(broken(List.of(), requests, List.of()))
        .singleElement()
        .asString()
        .contains("requests too many in quiet times");
    assertThat(broken(List.of(), requests, List.of(fault(Fault.Kind.FROZEN, Role.API)))).hasSize(1);
    assertThat(broken(List.of(), requests, List.of(fault(Fault.Kind.FROZEN, Role.WORKER))))
        .isEmpty();

    for (int i = requests.size(); i <= TaskKind.LIMITED_BURST + Promises.HELD_BACK; i++) {
      requests.add(request(i, TaskKind.LIMITED, 22, 22));
    }
    assertThat(broken(List.of(), requests, List.of(fault(Fault.Kind.FROZEN, Role.WORKER))))
        .singleElement()
        .asString()
        .endsWith("requests too many");
  }

  @Test
  void bucket_isOverdrawnByWhatExceedsBurstAndRate() {
    List<Long> times = new ArrayList<>(List.of(0L, 0L, 100_000L, 200_000L));
    assertThat(Tokens.overdrawn(times, 10, 2)).isZero();

    times.add(200_000L);
    assertThat(Tokens.overdrawn(times, 10, 2)).isEqualTo(1);
  }
}
