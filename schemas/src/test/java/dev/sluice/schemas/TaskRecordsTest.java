package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.v1.Barrier;
import dev.sluice.v1.Task;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskRecordsTest {

  private static final String JSON = "{\"httpRequest\":{\"url\":\"http://example.com\"}}";

  @Test
  void decode_avro_isRead() {
    Task task = SampleRecords.fullTask();
    assertThat(TaskRecords.decode(AvroCodec.encode(task))).isEqualTo(task);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t \r", "\uFEFF", "\uFEFF \n"})
  void decode_jsonAfterWhiteSpaceOrByteOrderMark_isRead(String before) {
    Task task = TaskRecords.decode((before + JSON + " \n").getBytes(StandardCharsets.UTF_8));
    assertThat(task.getHttpRequest().getUrl()).isEqualTo("http://example.com");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00 00 00 00 01 | value: starts with 00, Confluent's format, whose schema only a registry knows (
          5B 5D          | value: starts with 5B (
          22 7B 22       | value: starts with 22 (
          68 65          | value: starts with 68 (
          C3             | value: starts with C3 (
          C3 02          | value: starts with C3 (
          C3 01          | record: 2 bytes (
          20 0A          | value: empty (
          EF BB BF       | value: empty (
          FF FE 7B 00    | value: starts with FF (
          """)
  void decode_otherBytes_unreadable(String hex, String message) {
    assertThatThrownBy(() -> TaskRecords.decode(bytes(hex)))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void decode_nothing_unreadable() {
    assertThatThrownBy(() -> TaskRecords.decode(new byte[0]))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("value: empty (expected: Cloud Tasks JSON");
  }

  @Test
  void decode_avroOfAnotherRecord_unreadable() {
    byte[] barrier = AvroCodec.encode(new Barrier(1, 2L));
    assertThatThrownBy(() -> TaskRecords.decode(barrier))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessage("record: a Barrier (expected: a Task)");
  }

  private static byte[] bytes(String hex) {
    String[] parts = hex.trim().split(" ", -1);
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i], 16);
    }
    return bytes;
  }
}
