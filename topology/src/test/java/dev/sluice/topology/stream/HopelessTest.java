package dev.sluice.topology.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.UnknownLayoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class HopelessTest {

  @Test
  void why_stateOfALaterRelease_saysWhatToStart() {
    Exception failure = new StreamsException(new UnknownLayoutException("stored value", "9", 4));

    assertThat(Hopeless.why(failure))
        .contains(
            "scheduler: cannot read its state: stored value: layout 9 (expected: 4); a later"
                + " release wrote it: start that one again");
  }

  @Test
  void why_errorOfTheJvm_isHopeless() {
    assertThat(Hopeless.why(new NoClassDefFoundError("a/B")))
        .contains("scheduler: gave up after java.lang.NoClassDefFoundError: a/B");
  }

  @Test
  void why_otherFailure_mayPass() {
    assertThat(Hopeless.why(new StreamsException("disk", new IllegalStateException()))).isEmpty();
  }
}
