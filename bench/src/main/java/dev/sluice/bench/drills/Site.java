package dev.sluice.bench.drills;

import dev.sluice.bench.faults.CloudTasks;
import dev.sluice.bench.faults.Fleet;
import dev.sluice.bench.faults.Member;
import dev.sluice.bench.faults.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Where a drill takes place: an installation, a target, and the tasks that go from one to other.
 */
final class Site implements AutoCloseable {

  private static final long LOOK_MILLIS = 250;

  private final Fleet fleet;
  private final DrillTarget target;
  private final CloudTasks api;
  private final Consumer<String> say;
  private final AtomicInteger numbers = new AtomicInteger();
  private final List<Feed> feeds = new ArrayList<>();

  private Site(Fleet fleet, DrillTarget target, Consumer<String> say) {
    this.fleet = fleet;
    this.target = target;
    this.api = new CloudTasks(fleet.apiPorts());
    this.say = say;
  }

  /**
   * Starts all that a drill needs.
   *
   * @param home the checkout whose launcher is used
   * @param folder for data, configuration and logs
   */
  static Site open(
      Path home, Path folder, Fleet.Size size, Fleet.Extras extras, Consumer<String> say)
      throws Exception {
    return new Site(Fleet.start(home, folder, size, extras), DrillTarget.start(), say);
  }

  DrillTarget target() {
    return target;
  }

  String bootstrapServers() {
    return fleet.bootstrapServers();
  }

  /** The number of the next task. */
  int nextNumber() {
    return numbers.getAndIncrement();
  }

  void say(String line) {
    say.accept(line);
  }

  void createQueue(String id, Map<String, ?> settings) throws IOException, InterruptedException {
    Map<String, Object> queue = new LinkedHashMap<>(settings);
    queue.put("name", CloudTasks.queueName(id));
    call(CloudTasks.PARENT + "/queues", queue);
  }

  /** Pauses or resumes a queue. */
  void tell(String queue, String verb) throws IOException, InterruptedException {
    call(CloudTasks.queueName(queue) + ":" + verb, Map.of());
  }

  private void call(String path, Map<String, ?> body) throws IOException, InterruptedException {
    int status = api.post(path, body);
    if (status != 200) {
      throw new IOException(path + ": status " + status);
    }
  }

  /** Begins to create tasks; what is still created at the end of the drill is stopped by then. */
  Feed feed(Feed.Kind kind) {
    Feed feed = new Feed(api, target, numbers, kind);
    feeds.add(feed);
    return feed;
  }

  /** Whether a queue has no task any more. */
  boolean isEmpty(String queue) {
    try {
      return api.get(CloudTasks.queueName(queue) + "/tasks?pageSize=1").path("tasks").isEmpty();
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  List<Member> members() {
    return fleet.members();
  }

  List<Member> members(Role role) {
    return fleet.members().stream().filter(each -> each.role() == role).toList();
  }

  /** The process of a role that has most of something, as its metrics say. */
  Member most(Role role, String metric) {
    return members(role).stream()
        .max(Comparator.comparingDouble(each -> Metric.of(each, metric)))
        .orElseThrow();
  }

  /** Processes that have ended though nobody ended them. */
  long gone() {
    return fleet.members().stream().filter(Member::isGone).count();
  }

  static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /**
   * Waits for something.
   *
   * @return seconds until it was so; the limit if it never was
   */
  static double await(Duration limit, BooleanSupplier condition) throws InterruptedException {
    long startNanos = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNanos > limit.toNanos()) {
        return Times.seconds(limit.toNanos());
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return Times.seconds(System.nanoTime() - startNanos);
  }

  /** What was wanted of these feeds and what came of it, as of now. */
  Census census(List<Feed> of) {
    return new Census(
        of.stream().flatMap(each -> each.wanted().stream()).toList(), target.visits());
  }

  /** Stops all processes as they should be stopped; returns those that did not end with 0. */
  List<String> stop() throws InterruptedException {
    return fleet.stop();
  }

  @Override
  public void close() {
    try (api;
        target;
        fleet) {
      for (Feed feed : feeds) {
        feed.abandon();
      }
    }
  }
}
