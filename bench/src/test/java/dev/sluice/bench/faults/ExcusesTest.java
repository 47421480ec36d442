package dev.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What excuses a second request, and what does not. */
final class ExcusesTest {

  private static final Instant START = Instant.parse("2026-11-25T00:00:00Z");

  private static Instant at(double seconds) {
    return START.plusNanos((long) (seconds * 1e9));
  }

  private static boolean cutOff(
      Fault.Kind kind, Role role, double end, String worker, double arrived, double answered) {
    return excuses(kind, role, end, true).mayBeCutOff(request(worker, arrived, answered));
  }

  private static Excuses excuses(Fault.Kind kind, Role role, double end, boolean cluster) {
    Fault fault = new Fault(kind, role, role.word() + "-1", at(20), at(end));
    return new Excuses(List.of(fault), cluster);
  }

  private static Request request(String worker, double arrived, double answered) {
    return new Request(1, TaskKind.PLAIN, worker, at(arrived), 200, at(answered));
  }

  @Test
  void killedWorker_excusesWhatItHeldThen() {
    assertThat(cutOff(Fault.Kind.KILLED, Role.WORKER, 30, "worker-1", 19, 25)).isTrue();
    assertThat(cutOff(Fault.Kind.KILLED, Role.WORKER, 30, "worker-1", 17.5, 17.5)).isTrue();

    assertThat(cutOff(Fault.Kind.KILLED, Role.WORKER, 30, "worker-2", 19, 25)).isFalse();
    assertThat(cutOff(Fault.Kind.KILLED, Role.WORKER, 30, "worker-1", 16, 16.5)).isFalse();
    assertThat(cutOff(Fault.Kind.KILLED, Role.WORKER, 30, "worker-1", 31, 32)).isFalse();
  }

  @Test
  void workerThatWasAway_excusesItsOwn_ifItWasAwayForLong() {
    for (Fault.Kind kind : List.of(Fault.Kind.FROZEN, Fault.Kind.CUT, Fault.Kind.STALLED)) {
      assertThat(cutOff(kind, Role.WORKER, 30, "worker-1", 19, 31)).isTrue();
      assertThat(cutOff(kind, Role.WORKER, 30, "worker-1", 31, 31)).isTrue();

      assertThat(cutOff(kind, Role.WORKER, 25, "worker-1", 19, 31)).isFalse();
      assertThat(cutOff(kind, Role.WORKER, 30, "worker-2", 19, 31)).isFalse();
      assertThat(cutOff(kind, Role.WORKER, 30, "worker-1", 34, 35)).isFalse();
    }
  }

  @Test
  void brokerOfSeveral_excusesWhatRanUntilTheOthersTookOver() {
    assertThat(cutOff(Fault.Kind.KILLED, Role.KAFKA, 90, "worker-2", 30, 31)).isTrue();
    assertThat(cutOff(Fault.Kind.FROZEN, Role.KAFKA, 90, "worker-2", 30, 31)).isTrue();
    assertThat(cutOff(Fault.Kind.DISK_FILLED, Role.KAFKA, 90, "worker-2", 30, 31)).isTrue();
    assertThat(cutOff(Fault.Kind.KILLED, Role.KAFKA, 90, "worker-2", 46, 47)).isFalse();

    assertThat(cutOff(Fault.Kind.CUT, Role.KAFKA, 40, "worker-2", 50, 51)).isTrue();
    assertThat(cutOff(Fault.Kind.CUT, Role.KAFKA, 25, "worker-2", 22, 23)).isFalse();
  }

  @Test
  void onlyBroker_excusesUntilItIsBack() {
    Excuses excuses = excuses(Fault.Kind.REPLACED, Role.KAFKA, 90, false);

    assertThat(excuses.mayBeCutOff(request("worker-1", 100, 101))).isTrue();
    assertThat(excuses.mayBeCutOff(request("worker-1", 106, 107))).isFalse();
  }

  @Test
  void wrongClock_excusesItsWorkersOwn_untilOneSetBackHasCaughtUp() {
    assertThat(cutOff(Fault.Kind.CLOCK_STEPPED, Role.WORKER, 30, "worker-1", 19, 31)).isTrue();
    assertThat(cutOff(Fault.Kind.CLOCK_STEPPED, Role.WORKER, 30, "worker-1", 149, 150)).isTrue();

    assertThat(cutOff(Fault.Kind.CLOCK_STEPPED, Role.WORKER, 30, "worker-1", 151, 152)).isFalse();
    assertThat(cutOff(Fault.Kind.CLOCK_STEPPED, Role.WORKER, 30, "worker-2", 19, 31)).isFalse();
  }

  @Test
  void plannedStopsAndSlowLinks_excuseNothing() {
    for (Fault.Kind kind : List.of(Fault.Kind.REPLACED, Fault.Kind.ROLLED, Fault.Kind.DELAYED)) {
      assertThat(cutOff(kind, Role.WORKER, 40, "worker-1", 21, 22)).isFalse();
      assertThat(cutOff(kind, Role.KAFKA, 40, "worker-1", 21, 22)).isFalse();
    }
  }

  @Test
  void schedulersAndApiServers_excuseNothing() {
    for (Fault.Kind kind : EnumSet.allOf(Fault.Kind.class)) {
      assertThat(cutOff(kind, Role.SCHEDULER, 40, "worker-1", 21, 22)).isFalse();
      assertThat(cutOff(kind, Role.API, 40, "worker-1", 21, 22)).isFalse();
    }
  }

  @Test
  void onlyAWorkerThatComesBack_maySendLate() {
    Request request = request("worker-1", 20.5, 21);

    assertThat(excuses(Fault.Kind.FROZEN, Role.WORKER, 40, true).mayComeLate(request)).isTrue();
    assertThat(excuses(Fault.Kind.KILLED, Role.WORKER, 40, true).mayComeLate(request)).isFalse();
  }
}
