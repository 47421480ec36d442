package dev.sluice.adminapi.cluster;

import com.google.iam.v1.Policy;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.v1.Queue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of sluice.policies: the key is the queue's name, the value the policy in protobuf's
 * JSON, and a header says which of the queues that had that name it is of.
 *
 * @param queueCreateTime when that queue was created
 */
record PolicyRecord(String queueName, Instant queueCreateTime, Policy policy) {

  /** Names the header. */
  static final String CREATE_TIME_HEADER = "sluice-queue-create-time";

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  static PolicyRecord of(Queue queue, Policy policy) {
    return new PolicyRecord(queue.getName(), queue.getCreateTime(), policy);
  }

  boolean isOf(Queue queue) {
    return queueName.equals(queue.getName()) && queueCreateTime.equals(queue.getCreateTime());
  }

  /**
   * Returns the later of two of one name: of the queue that was created later, or with the higher
   * etag, which each change of a queue's policy raises.
   */
  PolicyRecord later(PolicyRecord other) {
    int order = queueCreateTime.compareTo(other.queueCreateTime);
    return order > 0 || (order == 0 && number() > other.number()) ? this : other;
  }

  private long number() {
    return number(policy.getEtag());
  }

  /** An etag as the number that it is; 0 if it is none of a policy. */
  static long number(ByteString etag) {
    return etag.size() == Long.BYTES ? etag.asReadOnlyByteBuffer().getLong() : 0;
  }

  /** A number as an etag, so that no two policies of one queue's life have the same. */
  static ByteString etag(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  static PolicyRecord read(ConsumerRecord<String, byte[]> entry) {
    Header time = entry.headers().lastHeader(CREATE_TIME_HEADER);
    if (time == null) {
      throw new UnreadableRecordException("header: no " + CREATE_TIME_HEADER);
    }
    try {
      Policy.Builder policy = Policy.newBuilder();
      JsonFormat.parser().merge(new String(entry.value(), StandardCharsets.UTF_8), policy);
      return new PolicyRecord(
          entry.key(),
          Instant.parse(new String(time.value(), StandardCharsets.UTF_8)),
          policy.build());
    } catch (InvalidProtocolBufferException | DateTimeParseException e) {
      throw new UnreadableRecordException("policy: " + e.getMessage());
    }
  }

  ProducerRecord<String, byte[]> write(String topic) {
    try {
      ProducerRecord<String, byte[]> written =
          new ProducerRecord<>(
              topic, 0, queueName, PRINTER.print(policy).getBytes(StandardCharsets.UTF_8));
      written
          .headers()
          .add(CREATE_TIME_HEADER, queueCreateTime.toString().getBytes(StandardCharsets.UTF_8));
      return written;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a policy that was read can be printed", e);
    }
  }
}
