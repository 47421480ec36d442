package dev.sluice.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where reading a lane goes on, and how far its previous owner had received. The commit's metadata
 * carries the received mark.
 *
 * <p>A lane without a commit is read from its end: what lies there was dispatched to somebody, and
 * reading a week of it again would send it all twice. What nobody received is noticed by the
 * barrier (design section 5.4). That end is committed at once: what comes after it was received by
 * nobody until there is another commit, and an owner that loses the lane before its first batch
 * would leave the next one to begin at a later end. After retention took what was committed,
 * reading goes on at the first record left; of a lane that is shorter than its commit, at its end.
 */
final class LanePositions {

  private static final Logger log = LoggerFactory.getLogger(LanePositions.class);

  private static final Pattern METADATA = Pattern.compile("received=(\\d{1,18})");

  private LanePositions() {}

  static OffsetAndMetadata toCommit(long nextOffset, long mark) {
    return new OffsetAndMetadata(nextOffset, Optional.empty(), "received=" + mark);
  }

  /**
   * Seeks lanes that were never committed to their end, and commits that. Returns all lanes'
   * received marks.
   *
   * @throws KafkaException if it cannot be known or committed; then no lane may be used
   */
  static Map<TopicPartition, Long> resolve(
      Consumer<byte[], byte[]> consumer, Set<TopicPartition> lanes) {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(lanes);
    Map<TopicPartition, Long> marks = new HashMap<>();
    Set<TopicPartition> fresh = new HashSet<>();
    for (TopicPartition lane : lanes) {
      OffsetAndMetadata last = committed.get(lane);
      marks.put(lane, last == null ? 0L : mark(last));
      if (last == null) {
        fresh.add(lane);
      }
    }
    if (!fresh.isEmpty()) {
      beginAtEnd(consumer, fresh);
    }
    return marks;
  }

  private static void beginAtEnd(Consumer<byte[], byte[]> consumer, Set<TopicPartition> lanes) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    consumer.endOffsets(lanes).forEach((lane, end) -> positions.put(lane, toCommit(end, 0)));
    // Before the commit, which may fail: a lane without a position would fail every poll.
    positions.forEach(consumer::seek);
    consumer.commitSync(positions);
  }

  static void outOfRange(Consumer<byte[], byte[]> consumer, OffsetOutOfRangeException failure) {
    Set<TopicPartition> lanes = failure.offsetOutOfRangePartitions().keySet();
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(lanes);
    Map<TopicPartition, Long> ends = consumer.endOffsets(lanes);
    failure
        .offsetOutOfRangePartitions()
        .forEach((lane, wanted) -> {
          long start = starts.getOrDefault(lane, 0L);
          long next = wanted < start ? start : ends.getOrDefault(lane, start);
          log.warn(
              "event=lane_position_moved lane={} committed={} next={}",
              lane.partition(),
              wanted,
              next);
          consumer.seek(lane, next);
        });
  }

  private static long mark(OffsetAndMetadata committed) {
    Matcher matcher = METADATA.matcher(committed.metadata());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
