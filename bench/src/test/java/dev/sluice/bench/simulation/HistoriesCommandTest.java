package dev.sluice.bench.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HistoriesCommandTest {

  private static final Pattern SMALLER =
      Pattern.compile("made smaller, from (\\d+) operations to (\\d+): NEVER_LOST");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void histories_thatKeepEveryPromise_exitWith0() {
    int code = run(Set.of(), "--seeds=20", "--from=7", "--threads=2");

    assertThat(code).isZero();
    assertThat(out.toString(UTF_8))
        .contains("20 of 20 histories from seed 7, 0 broke a promise")
        .contains("CREATED=");
  }

  @Test
  void history_thatBreaksAPromise_isPrintedAsSmallAsItGets() {
    int code = run(EnumSet.of(Broken.SUCCESS_NEVER_HAPPENED), "--seeds=3", "--threads=1");

    assertThat(code).isEqualTo(1);
    assertThat(out.toString(UTF_8)).contains("broke a promise: ", "again: sluice bench", "reads");
    assertThat(SMALLER.matcher(out.toString(UTF_8)).results().toList())
        .isNotEmpty()
        .allSatisfy(one -> assertThat(operations(one, 2)).isLessThan(operations(one, 1) / 2));
  }

  private static int operations(MatchResult found, int group) {
    return Integer.parseInt(found.group(group));
  }

  private int run(Set<Broken> broken, String... args) {
    PrintStream printed = new PrintStream(out, true, UTF_8);
    return new CommandLine(new HistoriesCommand(printed, broken)).execute(args);
  }
}
