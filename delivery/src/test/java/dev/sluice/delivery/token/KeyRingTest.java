package dev.sluice.delivery.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyRingTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration ROTATION = Duration.ofDays(30);
  private static final SigningAlgorithm RS256 = SigningAlgorithm.RS256;

  private static SigningKey key(String id, KeyRing.Times times) {
    ByteBuffer none = ByteBuffer.allocate(0);
    return new SigningKey(id, RS256, none, none, times.signFrom(), times.publishUntil());
  }

  private static KeyRing ring(List<SigningKey> keys) {
    return new KeyRing(keys, ROTATION);
  }

  @Test
  void firstKey_signsAtOnce() {
    assertThat(ring(List.of()).missing(RS256, START).orElseThrow().signFrom()).isEqualTo(START);
    assertThat(ring(List.of()).signer(RS256, START)).isEmpty();
  }

  @Test
  void nextKey_isPublishedTwoHoursBeforeItSigns() {
    SigningKey first = key("1", ring(List.of()).missing(RS256, START).orElseThrow());
    Instant next = START.plus(ROTATION);
    Instant lead = next.minus(Duration.ofHours(2));

    assertThat(ring(List.of(first)).missing(RS256, lead.minusSeconds(1))).isEmpty();
    KeyRing.Times times = ring(List.of(first)).missing(RS256, lead).orElseThrow();
    assertThat(times.signFrom()).isEqualTo(next);

    KeyRing both = ring(List.of(first, key("2", times)));
    assertThat(both.missing(RS256, lead)).isEmpty();
    assertThat(both.signer(RS256, next.minusSeconds(1))).contains(first);
    assertThat(both.signer(RS256, next).orElseThrow().getId()).isEqualTo("2");
  }

  @Test
  void year_hourByHour_alwaysOneSignsAndItsTokensOutliveIt() {
    List<SigningKey> keys = new ArrayList<>();
    Set<String> used = new HashSet<>();
    Instant end = START.plus(Duration.ofDays(365));
    for (Instant now = START; now.isBefore(end); now = now.plus(Duration.ofHours(1))) {
      Instant at = now;
      keys.removeAll(ring(keys).expired(now));
      ring(keys).missing(RS256, now).ifPresent(times -> keys.add(key("k" + at, times)));
      SigningKey signer = ring(keys).signer(RS256, now).orElseThrow();
      used.add(signer.getId());
      assertThat(signer.getPublishUntil()).isAfter(now.plus(KeyRing.TOKEN_LIFE));
      assertThat(keys).hasSizeLessThanOrEqualTo(4);
    }

    assertThat(used).hasSize(13);
  }

  @Test
  void keyThatIsLate_theOldOneGoesOnAndTheNewOneIsStillPublishedFirst() {
    SigningKey old = key("1", ring(List.of()).missing(RS256, START).orElseThrow());
    Instant late = START.plus(ROTATION).plus(Duration.ofDays(10));

    assertThat(ring(List.of(old)).signer(RS256, late)).contains(old);
    assertThat(ring(List.of(old)).missing(RS256, late).orElseThrow().signFrom())
        .isEqualTo(late.plus(Duration.ofHours(2)));
  }

  @Test
  void allKeysTooOld_aNewOneSignsAtOnce() {
    SigningKey old = key("1", ring(List.of()).missing(RS256, START).orElseThrow());
    Instant muchLater = START.plus(Duration.ofDays(400));

    assertThat(ring(List.of(old)).signer(RS256, muchLater)).isEmpty();
    assertThat(ring(List.of(old)).expired(muchLater)).containsExactly(old);
    assertThat(ring(List.of(old)).missing(RS256, muchLater).orElseThrow().signFrom())
        .isEqualTo(muchLater);
  }

  @Test
  void twoKeysAtOnce_allWorkersChooseTheSame() {
    KeyRing.Times times = ring(List.of()).missing(RS256, START).orElseThrow();
    SigningKey a = key("a", times);
    SigningKey b = key("b", times);

    assertThat(ring(List.of(a, b)).signer(RS256, START)).contains(b);
    assertThat(ring(List.of(b, a)).signer(RS256, START)).contains(b);
    assertThat(ring(List.of(a, b)).signer(SigningAlgorithm.ES256, START)).isEmpty();
  }

  @Test
  void keyOfAClockThatWasAhead_isNotWaitedFor() {
    for (Duration ahead : List.of(Duration.ofDays(365), Duration.ofHours(8), Duration.ofHours(1))) {
      KeyRing ring = ring(List.of(key("ahead", times(START.plus(ahead)))));

      assertThat(ring.signer(RS256, START)).as("%s ahead", ahead).isEmpty();
      assertThat(ring.missing(RS256, START).map(KeyRing.Times::signFrom))
          .as("%s ahead", ahead)
          .contains(START);
    }
  }

  @Test
  void keyOfAClockThatIsSecondsAhead_isWaitedFor() {
    KeyRing ring = ring(List.of(key("1", times(START.plusSeconds(30)))));

    assertThat(ring.missing(RS256, START)).isEmpty();
  }

  @Test
  void nextKey_isMadeInTime_beforeOneOfAClockThatWasAhead() {
    SigningKey present = key("1", times(START));
    SigningKey ahead = key("ahead", times(START.plus(Duration.ofDays(50))));
    Instant next = START.plus(ROTATION);
    Instant lead = next.minus(Duration.ofHours(2));

    KeyRing both = ring(List.of(present, ahead));
    assertThat(both.missing(RS256, lead.minusSeconds(1))).isEmpty();
    KeyRing.Times times = both.missing(RS256, lead).orElseThrow();
    assertThat(times.signFrom()).isEqualTo(next);
    assertThat(ring(List.of(present, ahead, key("2", times))).missing(RS256, lead)).isEmpty();
  }

  private static KeyRing.Times times(Instant signFrom) {
    return ring(List.of()).missing(RS256, signFrom).orElseThrow();
  }
}
