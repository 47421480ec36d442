package dev.sluice.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The same requests to the same target without a queue, from a process of their own. */
final class RawHttp implements AutoCloseable {

  private static final int WARM_UP_ROUNDS = 4;

  private final Optional<ChildJvm> process;
  private final Optional<Target> target;

  private RawHttp(Optional<ChildJvm> process, Optional<Target> target) {
    this.process = process;
    this.target = target;
  }

  static RawHttp none() {
    return new RawHttp(Optional.empty(), Optional.empty());
  }

  static RawHttp start(Target target) throws IOException {
    ChildJvm process = ChildJvm.start(RawHttpProcess.class, List.of("-Xmx256m"));
    return new RawHttp(Optional.of(process), Optional.of(target));
  }

  void warmUp(Scenario scenario) {
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      run(scenario, new Figures());
    }
  }

  /** Measures one round; does nothing if there is no process. */
  void run(Scenario scenario, Figures figures) {
    process.ifPresent(client -> target.ifPresent(to -> run(scenario, client, to, figures)));
  }

  private static void run(Scenario scenario, ChildJvm client, Target to, Figures figures) {
    int tasks = scenario.tasks();
    int round = to.begin(tasks, scenario.handlerMillis());
    Duration clientBefore = client.figures().cpu();
    Duration targetBefore = to.figures().cpu();
    String order =
        String.join(
            " ",
            to.url(),
            Integer.toString(round),
            Integer.toString(tasks),
            Integer.toString(scenario.concurrency()),
            Integer.toString(scenario.bodyBytes()));
    long nanos = Long.parseLong(client.ask(order));
    double targetMillis = to.figures().cpu().minus(targetBefore).toNanos() / 1e6;
    figures.add("raw_per_s", tasks / (nanos / 1e9));
    figures.add(
        "raw_cpu_s_per_1000", client.figures().cpu().minus(clientBefore).toNanos() / 1e6 / tasks);
    figures.add("target_ceiling_per_s", tasks / (targetMillis / 1e3));
  }

  @Override
  public void close() {
    process.ifPresent(ChildJvm::close);
  }
}
