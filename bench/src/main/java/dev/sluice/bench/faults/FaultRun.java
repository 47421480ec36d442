package dev.sluice.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run: load and faults side by side, then quiet, then the questions. */
final class FaultRun {

  private static final Duration SETTLED = Duration.ofMinutes(4);

  /** Names stay taken for an hour; what is older than this is not asked for. */
  private static final Duration NAMES_KEPT = Duration.ofMinutes(50);

  private static final int ASKED_AGAIN = 500;
  private static final List<String> QUEUES =
      Stream.concat(TaskKind.PLAIN_QUEUES.stream(), Stream.of("failing", "slow", "limited"))
          .toList();

  private final Path home;
  private final Path folder;
  private final Fleet.Size size;
  private final Script.Plan plan;
  private final long seed;
  private final PrintStream out;

  FaultRun(Path home, Path folder, Fleet.Size size, Script.Plan plan, long seed, PrintStream out) {
    this.home = home;
    this.folder = folder;
    this.size = size;
    this.plan = plan;
    this.seed = seed;
    this.out = out;
  }

  /** Returns what was found. */
  Report run(Duration length, int perSecond) throws Exception {
    try (RecordingTarget target = RecordingTarget.startFor(size.workers());
        Fleet fleet = Fleet.start(home, folder, size, Fleet.Extras.QUICKLY_COMPILED);
        CloudTasks api = new CloudTasks(fleet.apiPorts());
        Load load = new Load(api, fleet.bootstrapServers(), target.url(), seed)) {
      load.createQueues();
      Script script = new Script(fleet, plan, seed, this::say);
      Instant start = Instant.now();
      Instant until = start.plus(length);
      Thread creating = Thread.ofPlatform().name("load").start(() -> load.run(until, perSecond));
      script.run(until);
      creating.join();
      List<Created> created = load.finish();
      say("all creators have ended: " + created.size() + " tasks");
      Set<String> open = settle(api, created, target);
      Promises promises =
          new Promises(created, target.requests(), script.faults(), size.isCluster());
      lost(open, created, promises);
      promises.check();
      checkDispatches(fleet, promises);
      checkNames(load, created, promises);
      Stream.concat(script.badExits().stream(), fleet.stop().stream())
          .forEach(each -> promises.broken(Violation.Promise.OTHER, until, each));
      return new Report(
          seed,
          size,
          perSecond,
          start,
          until,
          created,
          target.requests(),
          script.faults(),
          promises);
    }
  }

  private void say(String line) {
    out.println(line);
  }

  private static void lost(Set<String> open, List<Created> created, Promises promises) {
    Map<String, Instant> dueById =
        created.stream().collect(Collectors.toMap(Created::id, Created::due));
    open.forEach(each ->
        promises.broken(
            Violation.Promise.LOST, dueById.getOrDefault(each, Instant.now()), "lost: " + each));
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
      Set<String> open = new HashSet<>();
      Promises.missing(created, target.requests(), deadLetters(api))
          .forEach(task -> open.add(task.id()));
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
        CloudTasks.queueName(TaskKind.FAILS_ALWAYS.queue(0)) + "/deadLetters?pageSize=1000";
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

  private void checkDispatches(Fleet fleet, Promises promises) {
    DispatchLog log = DispatchLog.read(fleet.bootstrapServers());
    List<Long> times = log.timesMicros(CloudTasks.queueName(TaskKind.LIMITED.queue(0)));
    double overdrawn = Tokens.overdrawn(times, TaskKind.LIMITED_PER_SECOND, TaskKind.LIMITED_BURST);
    // Clocks of two schedulers differ by less than a tenth of a second here.
    if (overdrawn > 1) {
      promises.broken(
          Violation.Promise.OVER,
          Tokens.instant(times.getLast()),
          "over: bucket of queue limited overdrawn by " + overdrawn);
    }
    Set<String> leftOut =
        promises.cutOff().stream().map(number -> "task-" + number).collect(Collectors.toSet());
    int most = log.mostInFlight(CloudTasks.queueName(TaskKind.SLOW.queue(0)), leftOut);
    if (most > TaskKind.CONCURRENT_SLOW) {
      promises.broken(
          Violation.Promise.OVER,
          Instant.now(),
          "over: " + most + " of " + TaskKind.CONCURRENT_SLOW + " dispatched at a time");
    }
    say("dispatches: bucket of limited overdrawn by " + overdrawn + ", slow at a time: " + most);
  }

  private void checkNames(Load load, List<Created> created, Promises promises)
      throws IOException, InterruptedException {
    Instant oldest = Instant.now().minus(NAMES_KEPT);
    List<Created> named =
        new ArrayList<>(
            created.stream()
                .filter(task -> task.acknowledged() && task.kind().named())
                .filter(task -> task.due().isAfter(oldest))
                .toList());
    Collections.shuffle(named, new Random(seed));
    List<String> free = load.createAgain(named.subList(0, Math.min(ASKED_AGAIN, named.size())));
    Stream.concat(load.freeNames().stream(), free.stream())
        .forEach(each ->
            promises.broken(Violation.Promise.OTHER, Instant.now(), "name free again: " + each));
  }
}
