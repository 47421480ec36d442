package dev.sluice.topology.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LastContactTest {

  @TempDir private Path state;

  private Instant now = Instant.parse("2026-11-22T00:00:00Z");
  private boolean away;

  private LastContact contact(boolean hasCopies) {
    return new LastContact(
        () -> {
          if (away) {
            throw new TimeoutException("no answer");
          }
        },
        state.resolve("application"),
        () -> now,
        hasCopies);
  }

  @Test
  void cluster_awayForLong_endsASchedulerWithCopies() throws Exception {
    LastContact contact = contact(true);
    away = true;
    now = now.plus(Duration.ofMinutes(61));
    assertThatThrownBy(contact::look).isInstanceOf(TimeoutException.class);
    assertThat(contact.failure()).as("nothing is known before it answers").isEmpty();
    away = false;
    contact.look();

    assertThat(contact.failure())
        .hasValueSatisfying(why -> assertThat(why).contains("for more than 60 minutes"));
    assertThat(LastContact.of(state.resolve("application")))
        .as("so that the next start removes the copies")
        .hasValue(now.minus(Duration.ofMinutes(61)));
  }

  @Test
  void cluster_awayForLess_isNotedAgain() throws Exception {
    LastContact contact = contact(true);
    now = now.plus(Duration.ofMinutes(59));
    contact.look();
    now = now.plus(Duration.ofMinutes(59));
    contact.look();

    assertThat(contact.failure()).isEmpty();
    assertThat(LastContact.of(state.resolve("application"))).hasValue(now);
  }

  @Test
  void schedulerWithoutCopies_goesOn_howeverLongItWasAway() throws Exception {
    LastContact contact = contact(false);
    now = now.plus(Duration.ofDays(1));
    contact.look();

    assertThat(contact.failure()).isEmpty();
    assertThat(LastContact.of(state.resolve("application"))).hasValue(now);
  }
}
