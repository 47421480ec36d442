package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.Budget.Shortage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskWatchTest {

  private static final long GIB = 1L << 30;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private long freeBytes = 10 * GIB;
  private long totalBytes = 100 * GIB;
  private boolean broken;

  private final Disk disk =
      new Disk() {
        @Override
        public long freeBytes() {
          if (broken) {
            throw new UncheckedIOException(new IOException("gone"));
          }
          return freeBytes;
        }

        @Override
        public long totalBytes() {
          return totalBytes;
        }
      };

  private DiskWatch watch(Disk... disks) {
    return new DiskWatch(
        new SchedulerSettings.Room(Budget.UNLIMITED, List.of(disks), GIB, 5), meters);
  }

  @Test
  void share_ofALargeDisk_isWhatMustBeFree() {
    DiskWatch watch = watch(disk);
    assertThat(watch.shortage()).isEmpty();

    freeBytes = 5 * GIB - 1;
    watch.look();

    assertThat(watch.shortage()).contains(new Shortage(5 * GIB - 1, 5 * GIB));
    assertThat(meters.get("sluice_scheduler_disk_short").gauge().value()).isEqualTo(1);
    assertThat(meters.get("sluice_scheduler_disk_free_bytes").gauge().value())
        .isEqualTo(5.0 * GIB - 1);
  }

  @Test
  void bytes_ofASmallDisk_areWhatMustBeFree() {
    totalBytes = 8 * GIB;
    freeBytes = GIB - 1;

    assertThat(watch(disk).shortage()).contains(new Shortage(GIB - 1, GIB));
  }

  @Test
  void shortage_endsALittleAboveWhereItBegan() {
    freeBytes = GIB;
    DiskWatch watch = watch(disk);
    freeBytes = 5 * GIB + GIB / 4;
    watch.look();
    assertThat(watch.shortage()).isPresent();

    freeBytes = 5 * GIB + GIB / 2;
    watch.look();
    assertThat(watch.shortage()).isEmpty();
  }

  @Test
  void oneOfSeveralDisks_isEnough() {
    freeBytes = GIB - 1;
    totalBytes = GIB;

    assertThat(watch(disk, new Plenty()).shortage()).isPresent();
    assertThat(watch(new Plenty(), disk).shortage()).isPresent();
    assertThat(watch(new Plenty()).shortage()).isEmpty();
  }

  /** A disk without worries. */
  private static final class Plenty implements Disk {

    @Override
    public long freeBytes() {
      return 99 * GIB;
    }

    @Override
    public long totalBytes() {
      return 100 * GIB;
    }
  }

  @Test
  void diskThatCannotBeAsked_isNotTakenForFull() {
    broken = true;

    assertThat(watch(disk).shortage()).isEmpty();
  }

  @Test
  void folderThatIsNotThereYet_hasADisk(@TempDir Path folder) {
    Disk of = Disk.of(folder.resolve("not/yet"));

    assertThat(of.totalBytes()).isPositive();
    assertThat(of.freeBytes()).isLessThanOrEqualTo(of.totalBytes());
  }
}
