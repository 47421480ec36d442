package dev.sluice.adminapi.service;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.backend.OwnedQueue;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.view.PageToken;
import dev.sluice.adminapi.view.QueueFilter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Pages of ListQueues (spec section 1.3). */
final class QueueList {

  // A filter that lets little through may make a page short; it must not make a call endless.
  private static final int MAX_SCANNED = 20_000;
  private static final int CHUNK = 1_000;

  private final Backend backend;
  private final InstantSource clock;

  QueueList(Backend backend, InstantSource clock) {
    this.backend = backend;
    this.clock = clock;
  }

  /** What a caller asks for, in the words of every version. */
  record Asked(String parent, String filter, int pageSize, String pageToken) {}

  /**
   * Returns one page.
   *
   * @param whole how a queue is seen by the filter
   * @param show how it is shown
   * @param type what it is seen as
   */
  <M extends Message> Page<M> page(
      Asked asked,
      Function<OwnedQueue, M> whole,
      Function<OwnedQueue, M> show,
      Descriptor type,
      Deadline deadline)
      throws InterruptedException {
    String parent = Names.Location.parse(asked.parent).toString();
    Predicate<Message> filter = QueueFilter.parse(asked.filter, type);
    int size = PageSizes.of(asked.pageSize, PageSizes.QUEUES);
    String list = "queues " + parent + " " + asked.filter.strip();
    String after = PageToken.read(list, asked.pageToken, clock.instant());
    boolean all = asked.filter.isBlank();
    List<M> found = new ArrayList<>();
    int scanned = 0;
    while (scanned < MAX_SCANNED) {
      int limit = all ? size : Math.min(size, CHUNK);
      List<OwnedQueue> queues = backend.queues(parent, after, limit + 1, deadline);
      boolean more = queues.size() > limit;
      for (int i = 0; i < Math.min(limit, queues.size()); i++) {
        OwnedQueue queue = queues.get(i);
        after = queue.queue().getName();
        scanned++;
        if (all || filter.test(whole.apply(queue))) {
          found.add(show.apply(queue));
        }
        if (found.size() == size) {
          boolean last = i == queues.size() - 1;
          return new Page<>(found, last ? "" : PageToken.write(list, after, clock.instant()));
        }
      }
      if (!more) {
        return new Page<>(found, "");
      }
    }
    return new Page<>(found, PageToken.write(list, after, clock.instant()));
  }
}
