package dev.sluice.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.simulation.Violation.Promise;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histories in which a rule is broken on purpose: each is noticed, as what it is. */
class SimulationTeethTest {

  private static final int SEEDS = 300;

  @ParameterizedTest
  @CsvSource({
    "TOMBSTONES_FORGOTTEN, DUPLICATES_REFUSED",
    "PROCESSED_OFFSETS_FORGOTTEN, REPLAY_CHANGES_NOTHING",
    "BUCKETS_FORGOTTEN, STATE_AGREES",
    "AGENDA_FORGOTTEN, DECIDED_BY_THE_RULES",
    "HOLDINGS_HIDE_ATTEMPTS, ONE_LIVE_ATTEMPT",
    "DISPATCHED_BEFORE_COMMIT, AFTER_COMMIT",
    "VERDICT_BEFORE_COMMIT, AFTER_COMMIT",
    "COMMITS_NOT_FENCED, ONE_LIVE_ATTEMPT",
    "SUCCESS_NEVER_HAPPENED, NEVER_LOST",
    "SCHEDULE_TIMES_SHORTENED, NEVER_EARLY",
    "OUTCOMES_APPLIED_TWICE, NEVER_LOST",
    "RETRIES_SWALLOWED, NEVER_LOST",
    "CREDIT_INVENTED, NEVER_OVER",
    "TURNS_IGNORED, NEVER_OVER",
    "START_TIMES_IGNORED, NEVER_EARLY",
    "TOKENS_GIVEN_BACK, NEVER_OVER",
    "FLIGHTS_FORGOTTEN, NEVER_LOST",
    "SLOTS_RELEASED_TWICE, NEVER_OVER",
    "SLOTS_NOT_RELEASED, STATE_AGREES",
    "SEQUENCES_NOT_ROLLED_BACK, DECIDED_BY_THE_RULES",
    "STALE_DISPATCHES_ACCEPTED, ONE_LIVE_ATTEMPT",
    "BACKOFF_SHORTENED, NEVER_EARLY",
    "LOST_TOO_SOON, ONE_LIVE_ATTEMPT",
    "PURGE_FORGETS_TASKS, STATE_AGREES"
  })
  void brokenRule_inSomeHistory_isNoticed(Broken rule, Promise promise) {
    Set<Promise> noticed = EnumSet.noneOf(Promise.class);
    for (long seed = 1; seed <= SEEDS && !noticed.contains(promise); seed++) {
      Promise broken = broken(seed, rule);
      if (broken != null) {
        noticed.add(broken);
      }
    }
    assertThat(noticed).contains(promise);
  }

  private static @Nullable Promise broken(long seed, Broken rule) {
    try {
      Simulation.run(History.of(seed), EnumSet.of(rule), 1);
      return null;
    } catch (HistoryFailed failed) {
      return failed.promise();
    }
  }
}
