package dev.sluice.topology.core;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of each queue that wait for their time, by that time. A task that would expire first
 * stands at its expiry.
 */
final class Agenda {

  private static final int DUE_AT = 9;
  private static final int SEQUENCE_AT = 17;

  private final Queues queues;

  Agenda(Queues queues) {
    this.queues = queues;
  }

  /**
   * The first entry of a queue.
   *
   * @param micros when it is due
   * @param baseMicros where its time to live starts
   */
  record Head(long micros, long sequence, long baseMicros, String taskId) {

    long expiryMicros(Queue queue) {
      return Micros.add(baseMicros, queue.taskTtlMicros());
    }
  }

  @Nullable Head head(Queue queue) {
    OrderedRange.Entry entry = queue.agenda.head();
    return entry == null ? null : read(entry.key(), entry.value());
  }

  static Head read(byte[] key, byte[] value) {
    ByteReader in = new ByteReader(value);
    return new Head(
        dueMicros(key), new ByteReader(key, SEQUENCE_AT).i64(), in.i64(), in.restAsText());
  }

  static long dueMicros(byte[] key) {
    return new ByteReader(key, DUE_AT).i64();
  }

  /** Files a task; the caller stores its status. */
  void add(Task task, long dueMicros) {
    Queue queue = task.queue;
    Status status = task.status;
    status.state = Status.State.SCHEDULED;
    status.dueMicros = dueMicros;
    status.agendaMicros = Math.min(dueMicros, task.expiryMicros());
    status.agendaSequence = queue.nextAgendaSequence++;
    byte[] id = task.id.getBytes(StandardCharsets.UTF_8);
    byte[] value =
        new ByteWriter(8 + id.length).i64(task.definition.baseMicros()).raw(id).toBytes();
    queue.agenda.put(key(queue, status.agendaMicros, status.agendaSequence), value);
    queues.moved(queue);
  }

  void remove(Task task) {
    delete(task.queue, task.status.agendaMicros, task.status.agendaSequence);
  }

  void remove(Queue queue, Head head) {
    delete(queue, head.micros(), head.sequence());
  }

  private void delete(Queue queue, long micros, long sequence) {
    queue.agenda.delete(key(queue, micros, sequence));
    queues.moved(queue);
  }

  private static byte[] key(Queue queue, long micros, long sequence) {
    return Keys.of(Keys.AGENDA, queue.id, micros, sequence);
  }
}
