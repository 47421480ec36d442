package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  @Test
  void full_holdsTheBurst() {
    assertThat(TokenBucket.full(100, 5).tokens()).isEqualTo(100);
  }

  @Test
  void refilled_growsAtTheRate_upToTheBurst() {
    TokenBucket empty = new TokenBucket(0, 1_000_000);

    assertThat(empty.refilled(500, 100, 1_100_000).tokens()).isEqualTo(50);
    assertThat(empty.refilled(500, 100, 1_200_000).tokens()).isEqualTo(100);
    assertThat(empty.refilled(500, 100, 9_000_000_000L).tokens()).isEqualTo(100);
  }

  @Test
  void refilled_storedTimeInTheFuture_becomesNowAndGivesNothing() {
    TokenBucket ahead = new TokenBucket(5, 2_000_000);

    assertThat(ahead.refilled(500, 100, 1_000_000)).isEqualTo(new TokenBucket(5, 1_000_000));
  }

  @Test
  void nextToken_isTheFirstTimeAtWhichThereIsOne() {
    TokenBucket empty = new TokenBucket(0, 0);
    long micros = empty.nextTokenMicros(0.3);

    assertThat(micros).isEqualTo(3_333_334);
    assertThat(empty.refilled(0.3, 10, micros).hasToken()).isTrue();
    assertThat(empty.refilled(0.3, 10, micros - 1).hasToken()).isFalse();
  }

  @Test
  void nextToken_whereTokensAreTakenForLater_leavesEnoughForThose() {
    TokenBucket later = new TokenBucket(3 * TokenBucket.TOKEN_NANOS, 5_000_000);

    assertThat(later.nextTokenMicros(10)).isEqualTo(4_800_000);
    assertThat(new TokenBucket(TokenBucket.TOKEN_NANOS, 5_000_000).nextTokenMicros(10))
        .isEqualTo(5_000_000);
  }

  @Test
  void withoutWhatComes_countsOnWhatIsThereUntilThen() {
    TokenBucket later = new TokenBucket(3 * TokenBucket.TOKEN_NANOS, 5_000_000);

    assertThat(later.withoutWhatComes(10, 4_900_000).tokens()).isEqualTo(2);
    assertThat(later.withoutWhatComes(10, 4_000_000)).isEqualTo(new TokenBucket(0, 5_000_000));
    assertThat(later.withoutWhatComes(10, 6_000_000)).isEqualTo(later);
  }

  @Test
  void refilled_oneTokenAMonth_arrivesThoughLookedAtEveryDay() {
    double perMonth = 1.0 / (30 * 86_400);
    TokenBucket empty = new TokenBucket(0, 0);
    long due = empty.nextTokenMicros(perMonth);

    for (int day = 1; day < 30; day++) {
      assertThat(empty.refilled(perMonth, 1, day * 86_400_000_000L).hasToken()).isFalse();
    }
    assertThat(empty.refilled(perMonth, 1, due).hasToken()).isTrue();
    assertThat(due).isCloseTo(30 * 86_400_000_000L, withPercentage(0.5));
  }

  @Test
  void cappedAt_keepsTheLowerOfLevelAndBurst() {
    TokenBucket bucket = TokenBucket.full(100, 0);

    assertThat(bucket.cappedAt(10).tokens()).isEqualTo(10);
    assertThat(bucket.cappedAt(200).tokens()).isEqualTo(100);
  }

  @Test
  void taken_withoutToken_isRefused() {
    assertThatThrownBy(() -> new TokenBucket(999_999_999, 0).taken())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("level: 999999999 (expected: >= 1000000000)");
  }

  /** The model counts exactly, in millionths of a billionth of a token. */
  @RepeatedTest(200)
  void randomTakes_followTheExactModel_andNeverExceedTheLaw(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    double rate = Math.pow(10, random.nextDouble() * 9 - 4);
    int burst = 1 + random.nextInt(200);
    long rateNanos = Math.max(1, Math.round(rate * 1e9));
    TokenBucket bucket = TokenBucket.full(burst, 0);
    BigInteger capacity = BigInteger.valueOf(burst * TokenBucket.TOKEN_NANOS).multiply(MILLION);
    BigInteger model = capacity;
    long now = 0;
    long taken = 0;
    for (int step = 0; step < 1_000; step++) {
      long elapsed = (long) (random.nextDouble() * random.nextDouble() * 3e6 / rate);
      now += elapsed;
      BigInteger gained = BigInteger.valueOf(elapsed).multiply(BigInteger.valueOf(rateNanos));
      model = capacity.min(model.add(gained));
      bucket = bucket.refilled(rate, burst, now);
      // Each refill that is stored rounds down by less than a nanotoken.
      BigInteger behind = model.subtract(BigInteger.valueOf(bucket.levelNanos()).multiply(MILLION));
      assertThat(behind).as("seed %d step %d", seed, step).isNotNegative();
      assertThat(behind)
          .as("seed %d step %d", seed, step)
          .isLessThan(MILLION.multiply(BigInteger.valueOf(step + 1)));
      if (bucket.hasToken()) {
        bucket = bucket.taken();
        model = model.subtract(BigInteger.valueOf(TokenBucket.TOKEN_NANOS).multiply(MILLION));
        taken++;
      }
      double allowed = burst + (double) rateNanos / 1e9 * now / 1e6;
      assertThat((double) taken).as("seed %d", seed).isLessThanOrEqualTo(allowed + 1e-6);
    }
  }
}
