package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision.DeadLettered.Cause;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import java.nio.ByteBuffer;
import java.util.List;

/** Those who create tasks and manage queues. */
final class Clients {

  private static final int NAMES = 12;

  private final World world;
  private final Queues queues;
  private long created;

  Clients(World world, Queues queues) {
    this.world = world;
    this.queues = queues;
  }

  /** Most queues are there from the beginning, or short histories would have none. */
  void begin() {
    for (String queue : queues.names()) {
      if (world.chance(0.7)) {
        command(queue, new Input.CreateQueue(queue, queues.anySettings()));
      }
    }
  }

  void act() {
    String queue = queues.anyName();
    switch (world.random.nextInt(24)) {
      case 0, 1 -> command(queue, new Input.CreateQueue(queue, queues.anySettings()));
      case 2 ->
          command(queue, new Input.UpdateQueue(queue, queues.anySettings(), queues.anyFields()));
      case 3 -> command(queue, new Input.PauseQueue(queue));
      case 4, 5, 13 -> command(queue, new Input.ResumeQueue(queue));
      case 6 -> change(queue);
      case 7, 8 -> run(queue, anyTask());
      case 9 -> command(queue, new Input.DeleteTask(queue, anyTask()));
      case 10 -> input(queue, InputTopic.TASKS, new Input.Delete(queue, anyTask()));
      case 11 -> command(queue, new Input.RedriveDeadLetter(anyLetter(queues.partitionOf(queue))));
      case 12 -> oddities(queue);
      default -> create(queue);
    }
  }

  private void change(String queue) {
    if (world.chance(0.2)) {
      // The purge may be read before it, and covers it all the same.
      createOne(queue, world.random.nextBoolean(), -1_000);
      world.clock.advance(1_000);
      world.trace.note("purge %s", queue);
      world.append(
          queues.partitionOf(queue),
          InputTopic.COMMANDS,
          (_, appendedMicros) -> new Input.PurgeQueue(queue, appendedMicros));
    } else if (world.chance(0.25)) {
      command(queue, new Input.DeleteQueue(queue));
    }
  }

  private void oddities(String queue) {
    switch (world.random.nextInt(4)) {
      case 0 -> command(queue, new Input.DeleteDeadLetter(anyLetter(queues.partitionOf(queue))));
      case 1 -> command(queue, new Input.InvalidCommand("odd"));
      case 2 ->
          world.append(
              queues.partitionOf(queue),
              InputTopic.TASKS,
              (at, _) ->
                  new Input.Unusable(at, "", "", Cause.UNREADABLE, "unreadable", new byte[] {1}));
      default -> input(queue, InputTopic.OUTCOMES, new Input.Ignored());
    }
  }

  private void run(String queue, String task) {
    world.target.ran(queue, task);
    command(queue, new Input.RunTask(queue, task));
  }

  private void command(String queue, Input.Command command) {
    input(queue, InputTopic.COMMANDS, command);
  }

  private void input(String queue, InputTopic topic, Input input) {
    world.append(queues.partitionOf(queue), topic, (_, _) -> input);
  }

  private String anyTask() {
    return "t" + world.random.nextInt(NAMES);
  }

  private long anyLetter(int partition) {
    List<Long> letters = List.copyOf(world.schedulers.get(partition).model().letters.keySet());
    return letters.isEmpty() || world.chance(0.1)
        ? 1 + world.random.nextInt(20)
        : world.any(letters);
  }

  private void create(String queue) {
    int most = world.chance(0.1) ? 8 : 1;
    for (int i = 0; i < most; i++) {
      createOne(queue);
    }
  }

  /** Creates tasks that are due, so that whatever happens next happens to them. */
  void hurry() {
    List<String> running =
        world.schedulers.stream()
            .flatMap(scheduler -> scheduler.model().queues.values().stream())
            .filter(queue -> queue.running)
            .map(queue -> queue.name)
            .toList();
    for (String queue : running) {
      int count = world.random.nextInt(4);
      for (int i = 0; i < count; i++) {
        createOne(queue, world.chance(0.8), -1_000);
      }
    }
  }

  private void createOne(String queue) {
    long delayMicros = world.chance(0.4) ? world.between(1, 30_000_000) : -1_000;
    createOne(queue, world.chance(0.35), world.chance(0.02) ? 600_000_000 : delayMicros);
  }

  private void createOne(String queue, boolean generatedName, long delayMicros) {
    boolean awaitsVerdict = world.chance(0.7);
    String task = generatedName ? "g" + created : anyTask();
    long scheduleMicros = world.clock.nowMicros() + delayMicros;
    long deadlineMillis = world.any(List.of(500L, 2_000L, 15_000L));
    byte[] payload =
        ByteBuffer.allocate(Long.BYTES * 2).putLong(deadlineMillis).putLong(created++).array();
    boolean rerouted = world.chance(0.05);
    long number = created;
    InputTopic topic =
        rerouted ? InputTopic.REROUTED : world.chance(0.1) ? InputTopic.INBOX : InputTopic.TASKS;
    world.append(
        queues.partitionOf(queue),
        topic,
        (at, appendedMicros) -> {
          // What came to a foreign partition first, is told from its copy by its first place.
          Coordinates first = rerouted ? new Coordinates(InputTopic.TASKS, 99, number) : at;
          world.target.scheduled(first, delayMicros(scheduleMicros, appendedMicros));
          return new Input.Create(
              first,
              appendedMicros,
              queue,
              task,
              generatedName,
              awaitsVerdict,
              appendedMicros,
              scheduleMicros,
              deadlineMillis,
              payload);
        });
  }

  private static long delayMicros(long scheduleMicros, long createMicros) {
    return scheduleMicros <= createMicros ? 0 : scheduleMicros;
  }

  /** Lets everything that is there run: no queue stays paused. */
  void resumeAll() {
    queues.names().forEach(queue -> command(queue, new Input.ResumeQueue(queue)));
  }
}
