package dev.sluice.topology.codec;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.topology.codec.Outgoing.Sink;
import dev.sluice.topology.core.AttemptRecord;
import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.DeadLetterCause;
import dev.sluice.v1.Task;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Dead letters as records, with headers that any Kafka tool can show. */
public final class DeadLetterCodec {

  /** Room for key and headers, in bytes. */
  private static final int ENVELOPE_BYTES = 32 << 10;

  private final InputTopics topics;
  private final int recordLimitBytes;

  /** Makes a codec. */
  public DeadLetterCodec(InputTopics topics, int recordLimitBytes) {
    this.topics = topics;
    this.recordLimitBytes = recordLimitBytes;
  }

  Outgoing encode(int partition, DeadLettered dead) {
    DeadLetter letter = toRecord(partition, dead);
    byte[] value = AvroCodec.encode(letter);
    if (value.length > recordLimitBytes - ENVELOPE_BYTES) {
      // Foreign bytes are kept for people only; a send that fails would be repeated for ever.
      letter.setRaw(null);
      value = AvroCodec.encode(letter);
    }
    return new Outgoing(
        Sink.DEAD_LETTERS, partition, Text.utf8(letter.getId()), value, headers(letter));
  }

  /** Returns a dead letter as its record. */
  public DeadLetter toRecord(int partition, DeadLettered dead) {
    return DeadLetter.newBuilder()
        .setId(DeadLetterId.of(partition, dead.sequence()))
        .setQueueName(dead.queueName())
        .setTaskName(dead.taskName())
        .setCause(DeadLetterCause.valueOf(dead.cause().name()))
        .setMessage(dead.message())
        .setDeadTime(Micros.instant(dead.deadMicros()))
        .setTask(dead.payload().map(payload -> AvroCodec.decode(payload, Task.class)).orElse(null))
        .setDispatchCount(dead.dispatchCount())
        .setResponseCount(dead.responseCount())
        .setAttempts(dead.attempts().stream().map(DeadLetterCodec::attempt).toList())
        .setSource(topics.toRecord(dead.source()))
        .setRaw(dead.raw().length == 0 ? null : ByteBuffer.wrap(dead.raw()))
        .build();
  }

  /** Returns an attempt as its record. */
  public static Attempt attempt(AttemptRecord attempt) {
    return Attempt.newBuilder()
        .setScheduleTime(Micros.instant(attempt.scheduleMicros()))
        .setDispatchTime(Micros.instant(attempt.dispatchMicros()))
        .setResponseTime(
            attempt.responseMicros() == 0 ? null : Micros.instant(attempt.responseMicros()))
        .setHttpStatus(attempt.httpStatus())
        .setError(attempt.error())
        .setBody(attempt.body().length == 0 ? null : ByteBuffer.wrap(attempt.body()))
        .build();
  }

  private static Headers headers(DeadLetter letter) {
    var source = letter.getSource();
    return new RecordHeaders()
        .add("sluice-cause", Text.utf8(letter.getCause().name()))
        .add("sluice-message", Text.utf8(Text.clip(letter.getMessage())))
        .add("sluice-queue", Text.utf8(letter.getQueueName()))
        .add("sluice-task", Text.utf8(letter.getTaskName()))
        .add("sluice-source-topic", Text.utf8(source.getTopic()))
        .add("sluice-source-partition", Text.utf8(Integer.toString(source.getPartition())))
        .add("sluice-source-offset", Text.utf8(Long.toString(source.getOffset())));
  }
}
