package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.v1.Barrier;
import dev.sluice.v1.Coordinates;
import dev.sluice.v1.Queue;
import dev.sluice.v1.Retry;
import dev.sluice.v1.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AvroCodecTest {

  static List<SpecificRecordBase> records() {
    return SampleRecords.all();
  }

  @Test
  void samples_all_coverEveryType() {
    Set<Class<?>> sampled = new HashSet<>();
    records().forEach(datum -> sampled.add(datum.getClass()));
    assertThat(sampled).containsExactlyInAnyOrderElementsOf(RecordFormats.TYPES);
  }

  @ParameterizedTest
  @MethodSource("records")
  void decode_whatWasEncoded_isEqual(SpecificRecordBase datum) {
    byte[] bytes = AvroCodec.encode(datum);

    assertThat(AvroCodec.decode(bytes)).isEqualTo(datum);
    assertThat((SpecificRecordBase) AvroCodec.decode(bytes, datum.getClass())).isEqualTo(datum);
    assertThat(AvroCodec.size(datum)).isEqualTo(bytes.length);
  }

  @Test
  void encode_task_isAvrosOwnSingleObjectEncoding() throws IOException {
    Task task = SampleRecords.fullTask();
    byte[] bytes = AvroCodec.encode(task);

    assertThat(ByteBuffer.wrap(bytes)).isEqualTo(task.toByteBuffer());
    assertThat(Task.fromByteBuffer(ByteBuffer.wrap(bytes))).isEqualTo(task);
  }

  @Test
  void encode_largeAndThenSmall_bothRight() {
    Task large = SampleRecords.fullTask();
    large.getHttpRequest().setBody(ByteBuffer.wrap(new byte[3 * 1024 * 1024]));
    Task small = SampleRecords.task().build();

    assertThat(AvroCodec.decode(AvroCodec.encode(large))).isEqualTo(large);
    assertThat(AvroCodec.decode(AvroCodec.encode(small))).isEqualTo(small);
  }

  @Test
  void encode_recordThatFailsHalfWay_leavesNothingForTheNext() {
    Retry broken = new Retry();
    broken.setTaskName("name");

    assertThatThrownBy(() -> AvroCodec.encode(broken)).isInstanceOf(NullPointerException.class);
    assertThat(AvroCodec.encode(new Barrier(1, 2L))).hasSize(AvroCodec.HEADER_BYTES + 2);
  }

  @Test
  void encode_partOfARecord_refused() {
    assertThatThrownBy(() -> AvroCodec.encode(new Coordinates("t", 0, 0L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dev.sluice.v1.Coordinates");
  }

  @SuppressWarnings("ByteBufferBackingArray")
  @Test
  void decode_bodyOfRecord_hasAnArrayOfItsOwn() {
    Task task = SampleRecords.fullTask();
    ByteBuffer body =
        AvroCodec.decode(AvroCodec.encode(task), Task.class).getHttpRequest().getBody();

    assertThat(body.array()).asString().isEqualTo("hello");
  }

  @ParameterizedTest
  @MethodSource("records")
  void decode_everyTruncation_unreadable(SpecificRecordBase datum) {
    byte[] bytes = AvroCodec.encode(datum);
    for (int length = 0; length < bytes.length; length++) {
      byte[] truncated = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> AvroCodec.decode(truncated))
          .isInstanceOf(UnreadableRecordException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void decode_trailingByte_unreadable(SpecificRecordBase datum) {
    byte[] bytes = AvroCodec.encode(datum);

    assertThatThrownBy(() -> AvroCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessage(
            "%s: 1 bytes after its end at byte %d (expected: none)",
            datum.getClass().getSimpleName(), bytes.length);
  }

  @Test
  void decode_unknownFingerprint_isNamedInHex() {
    byte[] bytes = {(byte) 0xC3, 1, 0x0D, 0x0C, 0x0B, 0x0A, 4, 3, 2, 1, 0};

    assertThatThrownBy(() -> AvroCodec.decode(bytes))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("schema fingerprint: 010203040a0b0c0d (expected: ");
  }

  @Test
  void decode_otherType_saysBoth() {
    byte[] bytes = AvroCodec.encode(new Barrier(1, 2L));

    assertThatThrownBy(() -> AvroCodec.decode(bytes, Queue.class))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessage("record: a Barrier (expected: a Queue)");
  }

  @Test
  void decode_otherMarkerOrTooShort_saysSo() {
    assertThatThrownBy(() -> AvroCodec.decode(new byte[20]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("record: starts with 00 00 (expected: C3 01");
    assertThatThrownBy(() -> AvroCodec.decode(new byte[0]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("record: 0 bytes (expected: ");
  }

  @Test
  void decode_manyThreads_eachGetsItsOwn() {
    List<SpecificRecordBase> records = SampleRecords.all();
    assertThat(
            Stream.iterate(0, i -> i + 1)
                .limit(20_000)
                .parallel()
                .map(i -> records.get(i % records.size()))
                .filter(datum -> !AvroCodec.decode(AvroCodec.encode(datum)).equals(datum)))
        .isEmpty();
  }
}
