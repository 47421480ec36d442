package dev.sluice.adminapi.service;

import dev.sluice.adminapi.backend.Backend;
import dev.sluice.adminapi.backend.DeadLetterId;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.view.LettersToApi;
import dev.sluice.adminapi.view.PageToken;
import dev.sluice.adminapi.view.TasksToApi;
import dev.sluice.schemas.QueueName;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.admin.ListLettersRequest;
import dev.sluice.v1.admin.ListLettersResponse;
import dev.sluice.v1.admin.tasks.Task;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dead letters of one queue, partition by partition. */
final class LetterList {

  /** A scheduler's answer has up to 3 MiB; with this, ours stays below gRPC clients' usual 4. */
  private static final long ENOUGH_BYTES = 512 << 10;

  private final Backend backend;
  private final String parent;
  private final String storedName;

  LetterList(Backend backend, QueueName parent, String storedName) {
    this.backend = backend;
    this.parent = parent.toString();
    this.storedName = storedName;
  }

  ListLettersResponse page(ListLettersRequest request, Instant now, Deadline deadline)
      throws InterruptedException {
    int size = PageSizes.of(request.getPageSize(), PageSizes.DEAD_LETTERS);
    String list = "deadLetters " + parent;
    Place place =
        Place.parse(PageToken.read(list, request.getPageToken(), now), backend.partitions());
    Task.View view = TasksToApi.view(request.getResponseView());
    ListLettersResponse.Builder page = ListLettersResponse.newBuilder();
    long bytes = 0;
    while (place.partition < backend.partitions()
        && page.getDeadLettersCount() < size
        && bytes < ENOUGH_BYTES) {
      Backend.LetterPage found =
          backend.deadLetters(
              place.partition,
              storedName,
              place.afterId,
              size - page.getDeadLettersCount(),
              deadline);
      for (DeadLetter letter : found.letters()) {
        var shown = LettersToApi.letter(letter, parent, view);
        bytes += shown.getSerializedSize();
        page.addDeadLetters(shown);
      }
      place =
          found.nextAfterId().isEmpty()
              ? new Place(place.partition + 1, "")
              : new Place(place.partition, found.nextAfterId());
    }
    if (place.partition < backend.partitions()) {
      page.setNextPageToken(PageToken.write(list, place.toString(), now));
    }
    return page.build();
  }

  /** Where a page ended: a partition, and the id of the last letter there. */
  private record Place(int partition, String afterId) {

    private static final Pattern SHAPE = Pattern.compile("(0|[1-9][0-9]{0,8}) (.*)");

    /** Reads what a token says, which anybody can write. */
    static Place parse(String text, int partitions) {
      if (text.isEmpty()) {
        return new Place(0, "");
      }
      Matcher parts = SHAPE.matcher(text);
      if (!parts.matches()) {
        throw PageToken.notOfThisList();
      }
      Place place = new Place(Integer.parseInt(parts.group(1)), parts.group(2));
      boolean letter = place.afterId.isEmpty() || DeadLetterId.parse(place.afterId).isPresent();
      if (place.partition >= partitions || !letter) {
        throw PageToken.notOfThisList();
      }
      return place;
    }

    @Override
    public String toString() {
      return partition + " " + afterId;
    }
  }
}
