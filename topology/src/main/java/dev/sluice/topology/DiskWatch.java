package dev.sluice.topology;

import dev.sluice.topology.core.Budget.Shortage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether disks have the space that they should have. What is there must be delivered, and
 * that takes some, so new tasks have to stop long before a broker does.
 */
final class DiskWatch {

  private static final Logger log = LoggerFactory.getLogger(DiskWatch.class);

  /** A shortage is over when there is a tenth more than it takes to begin one. */
  private static final int TENTH = 10;

  private static final int PERCENT = 100;

  /** Above it there is nothing to add. */
  private static final long LARGEST = Long.MAX_VALUE / 2;

  private final SchedulerSettings.Room room;
  private volatile Optional<Shortage> shortage = Optional.empty();
  private volatile long freeBytes;

  /** Makes a watch that has looked once. */
  DiskWatch(SchedulerSettings.Room room, MeterRegistry meters) {
    this.room = room;
    look();
    if (!room.disks().isEmpty()) {
      Gauge.builder("sluice_scheduler_disk_free_bytes", () -> freeBytes).register(meters);
      Gauge.builder("sluice_scheduler_disk_short", () -> shortage.isPresent() ? 1 : 0)
          .register(meters);
    }
  }

  /** What was lacking when it was looked at last. */
  Optional<Shortage> shortage() {
    return shortage;
  }

  /** Looks at the disks. */
  void look() {
    Optional<Shortage> worst = Optional.empty();
    long least = Long.MAX_VALUE;
    for (Disk disk : room.disks()) {
      try {
        long free = disk.freeBytes();
        long wanted = wantedBytes(disk);
        least = Math.min(least, free);
        if (free < wanted) {
          worst = Optional.of(new Shortage(free, wanted));
        }
      } catch (UncheckedIOException e) {
        // Of a disk that cannot be asked nothing is known, least of all that it is full.
        log.warn("event=disk_unknown reason=\"{}\"", e.getMessage());
      }
    }
    freeBytes = least;
    tell(worst);
    shortage = worst;
  }

  private long wantedBytes(Disk disk) {
    long share = disk.totalBytes() / PERCENT * room.minFreePercent();
    long wanted = Math.max(room.minFreeBytes(), share);
    return shortage.isPresent() && wanted < LARGEST ? wanted + wanted / TENTH : wanted;
  }

  private void tell(Optional<Shortage> now) {
    if (now.isPresent() && shortage.isEmpty()) {
      log.warn(
          "event=disk_short free_bytes={} wanted_bytes={} effect=no_new_tasks",
          now.get().freeBytes(),
          now.get().wantedBytes());
    } else if (now.isEmpty() && shortage.isPresent()) {
      log.info("event=disk_short_over free_bytes={}", freeBytes);
    }
  }
}
