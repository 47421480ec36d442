package dev.sluice.topology.codec;

import dev.sluice.topology.core.Coordinates;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Where and when a record was first written. A forwarded record carries it in headers, and behaves
 * as if it had arrived at the right partition in the first place.
 */
record Origin(Coordinates first, long appendedMicros) {

  private static final String TOPIC = "sluice-first-topic";
  private static final String PARTITION = "sluice-first-partition";
  private static final String OFFSET = "sluice-first-offset";
  private static final String TIME = "sluice-first-time-micros";

  static final List<String> HEADERS = List.of(TOPIC, PARTITION, OFFSET, TIME);

  static Origin of(Arrival arrival) {
    return new Origin(arrival.at(), arrival.appendedMicros());
  }

  /** Returns the headers that a forwarded copy carries; foreign headers end here. */
  Headers toHeaders(InputTopics topics) {
    return new RecordHeaders()
        .add(TOPIC, Text.utf8(topics.name(first.topic())))
        .add(PARTITION, Text.utf8(Integer.toString(first.partition())))
        .add(OFFSET, Text.utf8(Long.toString(first.offset())))
        .add(TIME, Text.utf8(Long.toString(appendedMicros)));
  }

  /** Reads the headers of a forwarded copy; one that nobody forwarded stands for itself. */
  static Origin ofForwarded(Arrival arrival, InputTopics topics) {
    try {
      return text(arrival.headers(), TOPIC)
          .flatMap(topics::kind)
          .map(kind ->
              new Origin(
                  new Coordinates(
                      kind,
                      (int) number(arrival.headers(), PARTITION),
                      number(arrival.headers(), OFFSET)),
                  number(arrival.headers(), TIME)))
          .orElseGet(() -> of(arrival));
    } catch (NumberFormatException e) {
      return of(arrival);
    }
  }

  private static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(Text.utf8(header.value()));
  }

  private static long number(Headers headers, String name) {
    return Long.parseLong(text(headers, name).orElse(""));
  }
}
