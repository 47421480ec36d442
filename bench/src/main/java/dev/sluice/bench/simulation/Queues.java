package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.QueueField;
import dev.sluice.topology.core.QueueSettings;
import dev.sluice.topology.core.TargetSettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Names and settings of queues, by chance. */
final class Queues {

  private static final int NAMES = 5;

  private final World world;

  Queues(World world) {
    this.world = world;
  }

  String anyName() {
    return "projects/p/locations/l/queues/q" + world.random.nextInt(NAMES);
  }

  List<String> names() {
    return java.util.stream.IntStream.range(0, NAMES)
        .mapToObj(number -> "projects/p/locations/l/queues/q" + number)
        .toList();
  }

  int partitionOf(String queueName) {
    return queueName.charAt(queueName.length() - 1) % world.partitions;
  }

  QueueSettings anySettings() {
    return new QueueSettings(
        world.any(List.of(0.5, 5.0, 50.0, 500.0, 500.0)),
        world.any(List.of(1, 5, 10, 100, 100)),
        world.any(List.of(1, 5, 10, 1000, 1000)),
        world.any(List.of(1, 2, 3, 5, -1)),
        world.any(List.of(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(20))),
        world.any(List.of(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10))),
        world.any(List.of(Duration.ofSeconds(10), Duration.ofSeconds(300))),
        world.any(List.of(0, 1, 3, 16)),
        world.any(
            List.of(
                Duration.ZERO, Duration.ofSeconds(5), Duration.ofMinutes(2), Duration.ofHours(1))),
        world.any(
            List.of(
                Duration.ofSeconds(15),
                Duration.ofDays(2),
                Duration.ofDays(3),
                Duration.ofHours(24),
                Duration.ofDays(31))),
        1.0,
        TargetSettings.NONE,
        world.chance(0.5),
        world.any(List.of(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10))),
        Budget.INHERITED);
  }

  /** Some of the settings that may change while tasks live. */
  Set<QueueField> anyFields() {
    Set<QueueField> fields = EnumSet.noneOf(QueueField.class);
    for (QueueField field : QueueField.values()) {
      boolean fixed =
          switch (field) {
            case TOMBSTONE_TTL, TASK_TTL, SAMPLING_RATIO -> true;
            default -> false;
          };
      if (!fixed && world.chance(0.3)) {
        fields.add(field);
      }
    }
    return fields;
  }
}
