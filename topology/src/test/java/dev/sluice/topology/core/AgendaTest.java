package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.Dispatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** The agenda as the scheduler uses it, against a list that is sorted anew each time. */
final class AgendaTest {

  private record Waiting(long dueMicros, int number) {}

  @RepeatedTest(60)
  void random_whatIsDueGoesOutInOrder_andNothingElse(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    SchedulerDriver driver =
        SchedulerDriver.withQueue(Settings.defaults().rate(1e6, 100_000).concurrent(1_000_000));
    List<Waiting> model = new ArrayList<>();
    for (int step = 0; step < 400; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> {
          Waiting waiting = new Waiting(driver.now() + 1 + random.nextLong(20_000_000), step);
          driver.createAt("t" + step, waiting.dueMicros());
          model.add(waiting);
        }
        case 4 -> {
          if (!model.isEmpty()) {
            Waiting gone = model.remove(random.nextInt(model.size()));
            driver.command(new Input.DeleteTask(QUEUE, "t" + gone.number()));
          }
        }
        case 5 -> {
          driver.restart();
          driver.hear("w", 1_000_000);
        }
        case 6 -> {
          driver.commit();
          driver.createAt("aborted" + step, driver.now() + 1);
          driver.abort();
        }
        default -> {}
      }
      driver.take();
      driver.advance(Duration.ofMillis(random.nextLong(700)));
      driver.hear("w", 1_000_000);
      driver.tick();
      List<String> expected =
          model.stream()
              .filter(waiting -> waiting.dueMicros() <= driver.now())
              .sorted(Comparator.comparingLong(Waiting::dueMicros))
              .map(waiting -> "t" + waiting.number())
              .toList();
      assertThat(driver.take(Dispatch.class))
          .as("seed %d step %d", seed, step)
          .extracting(Dispatch::taskId)
          .isEqualTo(expected);
      model.removeIf(waiting -> waiting.dueMicros() <= driver.now());
    }
  }
}
