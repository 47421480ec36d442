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
    return new Request(task, kind, at(arrived), kind.status(0), at(answered));
  }

  private static List<String> broken(
      List<Created> created, List<Request> requests, List<Fault> faults) {
    Promises promises = new Promises(created, requests, faults);
    promises.check();
    return promises.broken();
  }

  private static Fault fault(Fault.Kind kind, Role role) {
    return new Fault(kind, role, role.word() + "-1", at(20), at(25));
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
        .containsExactlyInAnyOrder("task-2 PLAIN", "task-4 FAILS_ALWAYS");
  }

  @Test
  void delayedTask_beforeItsTime_isEarly() {
    List<Created> created = List.of(created(1, TaskKind.DELAYED));

    assertThat(broken(created, List.of(request(1, TaskKind.DELAYED, 9.9, 9.9)), List.of()))
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
  void secondRequest_needsAFaultOfAWorkerOrOfKafka() {
    List<Created> created = List.of(created(1, TaskKind.PLAIN));
    List<Request> requests =
        List.of(request(1, TaskKind.PLAIN, 19, 21), request(1, TaskKind.PLAIN, 31, 31));

    assertThat(broken(created, requests, List.of()))
        .singleElement()
        .asString()
        .startsWith("repeated without a fault: ");
    assertThat(broken(created, requests, List.of(fault(Fault.Kind.REPLACED, Role.WORKER))))
        .hasSize(1);
    assertThat(broken(created, requests, List.of(fault(Fault.Kind.KILLED, Role.SCHEDULER))))
        .hasSize(1);
    assertThat(broken(created, requests, List.of(fault(Fault.Kind.KILLED, Role.WORKER)))).isEmpty();
    assertThat(broken(created, requests, List.of(fault(Fault.Kind.FROZEN, Role.KAFKA)))).isEmpty();
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
  void bucket_isOverdrawnByWhatExceedsBurstAndRate() {
    List<Long> times = new ArrayList<>(List.of(0L, 0L, 100_000L, 200_000L));
    assertThat(DispatchLog.overdrawn(times, 10, 2)).isZero();

    times.add(200_000L);
    assertThat(DispatchLog.overdrawn(times, 10, 2)).isEqualTo(1);
  }
}
