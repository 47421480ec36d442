package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QueuesTest {

  private static final int KEPT = 10;

  private final MemoryTable index = new MemoryTable();
  private final Queues queues = new Queues(index, new Counters(index), 1, KEPT);
  private final Turn turn = new Turn(SchedulerDriver.START_MICROS, _ -> {});

  private Queue create(int number) {
    Coordinates at = new Coordinates(InputTopic.COMMANDS, 0, number);
    return queues.create(
        "projects/p/locations/l/queues/q-" + number, Settings.defaults().build(), at, turn);
  }

  /** A scan of an empty agenda steps over all that other queues have deleted behind it. */
  @Test
  void agenda_ofANewQueue_isNotLookedFor() {
    Queue queue = create(0);
    long reads = index.reads();
    assertThat(queue.agenda.head()).isNull();
    assertThat(index.reads()).isEqualTo(reads);

    byte[] entry = Keys.of(Keys.AGENDA, queue.id, 1, 1);
    queue.agenda.put(entry, new byte[0]);
    assertThat(queue.agenda.head()).isNotNull();
  }

  @Test
  void flush_ofMoreThanAreKept_forgetsThoseThatWereNotTouchedForLongest() {
    Queue busy = create(0);
    Queue idle = create(1);
    for (int number = 2; number <= KEPT; number++) {
      create(number);
    }
    assertThat(queues.byName(busy.name())).isSameAs(busy);

    queues.flush();

    assertThat(queues.byId(busy.id)).isSameAs(busy);
    assertThat(queues.byName(busy.name())).isSameAs(busy);
    assertThat(queues.byName(idle.name())).isNotNull().isNotSameAs(idle);
  }
}
