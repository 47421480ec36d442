package dev.sluice.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One run: load and faults side by side, then quiet, then the questions. */
final class FaultRun {

  private static final Duration SETTLED = Duration.ofMinutes(4);
  private static final int ASKED_AGAIN = 500;
  private static final List<String> QUEUES = List.of("plain", "failing", "slow", "limited");

  private final Path home;
  private final Path folder;
  private final Fleet.Size size;
  private final long seed;
  private final PrintStream out;

  FaultRun(Path home, Path folder, Fleet.Size size, long seed, PrintStream out) {
    this.home = home;
    this.folder = folder;
    this.size = size;
    this.seed = seed;
    this.out = out;
  }

  /** Returns whether every promise was kept. */
  boolean run(Duration length, int perSecond) throws Exception {
    try (RecordingTarget target = RecordingTarget.start();
        Fleet fleet = Fleet.start(home, folder, size);
        CloudTasks api = new CloudTasks(fleet.apiPorts());
        Load load = new Load(api, fleet.bootstrapServers(), target.url(), seed)) {
      load.createQueues();
      Script script = new Script(fleet, seed, this::say);
      Instant until = Instant.now().plus(length);
      Thread creating = Thread.ofPlatform().name("load").start(() -> load.run(until, perSecond));
      script.run(until);
      creating.join();
      List<Created> created = load.finish();
      say("all creators have ended: " + created.size() + " tasks");
      Set<String> missing = settle(api, created, target);
      Promises promises = new Promises(created, target.requests(), script.faults());
      missing.stream().limit(20).forEach(each -> promises.broken("lost: " + each));
      promises.check();
      checkLimit(fleet, promises);
      checkNames(load, created, promises);
      script.badExits().forEach(promises::broken);
      fleet.stop().forEach(promises::broken);
      report(created, target, script, promises);
      return promises.broken().isEmpty();
    }
  }

  private void say(String line) {
    out.println(line);
  }

  /** Waits until nothing is missing and nothing is left; returns what is missing in the end. */
  private Set<String> settle(CloudTasks api, List<Created> created, RecordingTarget target)
      throws InterruptedException {
    long limitNanos = System.nanoTime() + SETTLED.toNanos();
    Set<String> open = look(api, created, target);
    while (!open.isEmpty() && System.nanoTime() < limitNanos) {
      TimeUnit.SECONDS.sleep(1);
      open = look(api, created, target);
    }
    return open;
  }

  private Set<String> look(CloudTasks api, List<Created> created, RecordingTarget target)
      throws InterruptedException {
    try {
      Set<String> open =
          new HashSet<>(Promises.missing(created, target.requests(), deadLetters(api)));
      for (String queue : QUEUES) {
        for (JsonNode task :
            api.get(CloudTasks.queueName(queue) + "/tasks?pageSize=10").path("tasks")) {
          open.add(task.path("name").asText() + " is still there");
        }
      }
      return open;
    } catch (IOException e) {
      return Set.of("cannot ask: " + e);
    }
  }

  private static Set<String> deadLetters(CloudTasks api) throws IOException, InterruptedException {
    Set<String> ids = new HashSet<>();
    String path =
        CloudTasks.queueName(TaskKind.FAILS_ALWAYS.queue()) + "/deadLetters?pageSize=1000";
    String token = "";
    do {
      JsonNode page = api.get(token.isEmpty() ? path : path + "&pageToken=" + token);
      for (JsonNode letter : page.path("deadLetters")) {
        String name = letter.path("task").path("name").asText();
        ids.add(name.substring(name.lastIndexOf('/') + 1));
      }
      token = page.path("nextPageToken").asText();
    } while (!token.isEmpty());
    return ids;
  }

  private void checkLimit(Fleet fleet, Promises promises) {
    String queue = CloudTasks.queueName(TaskKind.LIMITED.queue());
    List<Long> times = DispatchLog.timesMicros(fleet.bootstrapServers(), queue);
    double over = DispatchLog.overdrawn(times, TaskKind.LIMITED_PER_SECOND, TaskKind.LIMITED_BURST);
    // Clocks of two schedulers differ by less than a tenth of a second here.
    if (over > 1) {
      promises.broken("over: bucket of queue limited overdrawn by " + over);
    }
    say("dispatches of the limited queue: " + times.size() + ", bucket overdrawn by " + over);
  }

  private static void checkNames(Load load, List<Created> created, Promises promises)
      throws IOException, InterruptedException {
    List<Created> named =
        created.stream()
            .filter(task -> task.acknowledged() && task.kind().named())
            .sorted(Comparator.comparingInt(Created::number).reversed())
            .limit(ASKED_AGAIN)
            .toList();
    load.createAgain(named).forEach(each -> promises.broken("name free again: " + each));
  }

  private void report(
      List<Created> created, RecordingTarget target, Script script, Promises promises) {
    say("");
    say("| What | Count |");
    say("|---|---|");
    say("| seed | " + seed + " |");
    say("| tasks wanted | " + created.size() + " |");
    say("| acknowledged | " + created.stream().filter(Created::acknowledged).count() + " |");
    say("| requests at the target | " + target.requests().size() + " |");
    say("| repeated requests | " + promises.repeated() + " |");
    say("| longest time without a request, s | " + promises.longestGap().toMillis() / 1e3 + " |");
    script.faults().stream()
        .collect(
            Collectors.groupingBy(
                fault -> fault.role().word() + " " + fault.kind(), Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> say("| " + each.getKey() + " | " + each.getValue() + " |"));
    say("| promises broken | " + promises.broken().size() + " |");
    promises.broken().forEach(each -> say("BROKEN " + each));
  }
}
