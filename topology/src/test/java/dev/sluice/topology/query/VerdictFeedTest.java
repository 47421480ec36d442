package dev.sluice.topology.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.v1.query.VerdictBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VerdictFeedTest {

  private final VerdictFeed feed = new VerdictFeed();
  private final Recorder watcher = new Recorder();

  @Test
  void watch_ownedPartition_firstSaysHowFarItIs() {
    feed.opened(3, Map.of(InputTopic.TASKS, 41L));
    feed.watch(3, watcher);

    assertThat(watcher.batches)
        .containsExactly(VerdictBatch.newBuilder().setTasksOffset(41).build());
  }

  @Test
  void commit_withVerdicts_listsAllButTheCreated() {
    feed.opened(3, Map.of());
    feed.watch(3, watcher);
    feed.committed(
        3,
        Map.of(InputTopic.TASKS, 2L, InputTopic.COMMANDS, 0L),
        List.of(
            verdict(InputTopic.TASKS, 0, new Verdict.Created()),
            verdict(InputTopic.TASKS, 1, new Verdict.Parked()),
            verdict(
                InputTopic.TASKS,
                2,
                new Verdict.Rejected(Verdict.Reason.ALREADY_EXISTS, "Requested entity exists")),
            verdict(
                InputTopic.INBOX,
                9,
                new Verdict.Rejected(Verdict.Reason.ALREADY_EXISTS, "foreign")),
            verdict(InputTopic.COMMANDS, 0, new Verdict.QueueDone(Optional.empty()))),
        List.of());

    VerdictBatch batch = watcher.batches.getLast();
    assertThat(batch.getTasksOffset()).isEqualTo(2);
    assertThat(batch.getCommandsOffset()).isZero();
    assertThat(batch.getParkedList()).containsExactly(1L);
    assertThat(batch.getVerdictsList())
        .extracting(dev.sluice.v1.query.Verdict::getOffset, dev.sluice.v1.query.Verdict::getCode)
        .containsExactly(tuple(2L, 6), tuple(0L, 0));
  }

  @Test
  void commit_ofOtherTopicsOnly_isNotSent() {
    feed.opened(3, Map.of());
    feed.watch(3, watcher);
    feed.committed(3, Map.of(InputTopic.OUTCOMES, 5L), List.of(), List.of());

    assertThat(watcher.batches).hasSize(1);
  }

  @Test
  void partition_lostOrOpenedAgain_endsItsStreamsOnly() {
    Recorder other = new Recorder();
    feed.opened(3, Map.of());
    feed.opened(4, Map.of());
    feed.watch(3, watcher);
    feed.watch(4, other);

    feed.opened(3, Map.of());
    assertThat(watcher.ended).isTrue();
    feed.committed(3, Map.of(InputTopic.TASKS, 5L), List.of(), List.of());
    assertThat(watcher.batches).hasSize(1);

    assertThat(other.ended).isFalse();
    feed.closed(4);
    assertThat(other.ended).isTrue();
    assertThatThrownBy(() -> feed.watch(4, other))
        .isInstanceOf(NotOwnedException.class)
        .hasMessage("partition: 4 is not owned by this scheduler");
  }

  @Test
  void committedOffset_movesWithCommitsOnly() {
    feed.opened(3, Map.of(InputTopic.COMMANDS, 7L));
    assertThat(feed.committedOffset(3, InputTopic.COMMANDS)).hasValue(7);
    assertThat(feed.committedOffset(3, InputTopic.TASKS)).isEmpty();

    feed.committed(3, Map.of(InputTopic.TASKS, 5L), List.of(), List.of());
    assertThat(feed.committedOffset(3, InputTopic.TASKS)).hasValue(5);
    assertThat(feed.committedOffset(3, InputTopic.COMMANDS)).hasValue(7);
  }

  @Test
  void watcher_thatHasEnough_getsNoMore() {
    feed.opened(3, Map.of());
    feed.watch(3, watcher);
    watcher.wantsMore = false;
    feed.committed(3, Map.of(InputTopic.TASKS, 1L), List.of(), List.of());
    feed.committed(3, Map.of(InputTopic.TASKS, 2L), List.of(), List.of());

    assertThat(watcher.batches).hasSize(2);
  }

  @Test
  void commit_ofAnEarlierOffset_doesNotMoveBack() {
    feed.opened(3, Map.of(InputTopic.TASKS, 41L));
    feed.watch(3, watcher);
    feed.committed(3, Map.of(InputTopic.TASKS, 5L), List.of(), List.of());

    assertThat(feed.committedOffset(3, InputTopic.TASKS)).hasValue(41);
    assertThat(watcher.batches.getLast().getTasksOffset()).isEqualTo(41);
  }

  @Test
  void watcher_thatThrows_isDroppedAndDisturbsNobody() {
    Recorder other = new Recorder();
    feed.opened(3, Map.of());
    feed.watch(3, watcher);
    feed.watch(3, other);
    watcher.isBroken = true;

    feed.committed(3, Map.of(InputTopic.TASKS, 1L), List.of(), List.of());
    feed.committed(3, Map.of(InputTopic.TASKS, 2L), List.of(), List.of());
    assertThat(other.batches).hasSize(3);
    assertThat(watcher.batches).hasSize(2);
    assertThat(watcher.ended).as("it must not wait for more").isTrue();
  }

  @Test
  void watcher_thatThrowsAtItsEnd_disturbsNobody() {
    Recorder other = new Recorder();
    feed.opened(3, Map.of());
    feed.watch(3, watcher);
    feed.watch(3, other);
    watcher.isBroken = true;

    feed.closed(3);
    assertThat(other.ended).isTrue();
  }

  private static Verdict verdict(InputTopic topic, long offset, Verdict.Result result) {
    return new Verdict(new Coordinates(topic, 3, offset), result);
  }

  private static final class Recorder implements VerdictFeed.Watcher {

    private final List<VerdictBatch> batches = new ArrayList<>();
    private boolean wantsMore = true;
    private boolean ended;
    private boolean isBroken;

    @Override
    public boolean next(VerdictBatch batch) {
      batches.add(batch);
      breakIfBroken();
      return wantsMore;
    }

    @Override
    public void end() {
      ended = true;
      breakIfBroken();
    }

    private void breakIfBroken() {
      if (isBroken) {
        throw new IllegalStateException("call already closed");
      }
    }
  }
}
