package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Tasks of other people's schemas. */
final class TaskReaderTest {

  private static final String FOREIGN =
      "{\"type\":\"record\",\"name\":\"Task\",\"namespace\":\"com.example\",\"fields\":["
          + "{\"name\":\"orderId\",\"type\":\"long\"},"
          + "{\"name\":\"httpRequest\",\"type\":{\"type\":\"record\",\"name\":\"Call\",\"fields\":["
          + "{\"name\":\"url\",\"type\":\"string\"},"
          + "{\"name\":\"headers\",\"type\":{\"type\":\"map\",\"values\":\"string\"}}]}}]}";

  @Test
  void read_ofOurOwnSchema_isWhatWasWritten() {
    Task task =
        TaskJson.decode(
            "{\"httpRequest\":{\"url\":\"http://a/\"}}".getBytes(StandardCharsets.UTF_8));
    byte[] value = ConfluentFormat.value(3, AvroCodec.encode(task), AvroCodec.HEADER_BYTES);

    assertThat(ConfluentFormat.claims(value)).isTrue();
    assertThat(ConfluentFormat.schemaId(value)).isEqualTo(3);
    Schema schema = new Schema.Parser().parse(AvroCodec.schemaText(Task.class));
    assertThat(TaskReader.of(schema).read(value, ConfluentFormat.HEADER_BYTES)).isEqualTo(task);
  }

  @Test
  void read_ofForeignFields_takesOursByNameAndDefaultsForTheRest() throws IOException {
    Schema schema = new Schema.Parser().parse(FOREIGN);
    GenericRecord call = new GenericData.Record(schema.getField("httpRequest").schema());
    call.put("url", "http://example.com/");
    call.put("headers", Map.of("A", "b"));
    GenericRecord foreign = new GenericData.Record(schema);
    foreign.put("orderId", 7L);
    foreign.put("httpRequest", call);

    Task task = TaskReader.of(schema).read(bytes(foreign), 0);

    assertThat(task.getHttpRequest().getUrl()).isEqualTo("http://example.com/");
    assertThat(task.getHttpRequest().getMethod()).isEqualTo(HttpMethod.POST);
    assertThat(task.getHttpRequest().getHeaders()).containsExactly(Map.entry("A", "b"));
    assertThat(task.getName()).isEmpty();
  }

  @Test
  void of_aSchemaThatLacksTheRequest_saysWhy() {
    Schema order =
        new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"Order\",\"fields\":[]}");

    assertThatThrownBy(() -> TaskReader.of(order))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("schema: Order does not resolve to a Task: ")
        .hasMessageContaining("httpRequest");
  }

  @Test
  void of_aFieldOfAnotherType_saysWhy() {
    Schema wrong =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Task\",\"fields\":["
                    + "{\"name\":\"httpRequest\",\"type\":\"int\"}]}");

    assertThatThrownBy(() -> TaskReader.of(wrong)).isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void read_damaged_isUnreadable() {
    TaskReader reader = TaskReader.of(new Schema.Parser().parse(FOREIGN));

    assertThatThrownBy(() -> reader.read(new byte[] {0, 0, 0, 0, 1, (byte) 0xFF}, 5))
        .isInstanceOf(UnreadableRecordException.class);
    assertThatThrownBy(() -> ConfluentFormat.schemaId(new byte[] {0, 1}))
        .hasMessageStartingWith("value: 2 bytes that start with 00 (expected: ");
  }

  @Test
  void read_anUnknownFieldNestedTooDeeply_isUnreadable() {
    Schema chained =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Task\",\"fields\":["
                    + "{\"name\":\"chain\",\"type\":{\"type\":\"record\",\"name\":\"Link\",\"fields\":["
                    + "{\"name\":\"next\",\"type\":[\"null\",\"Link\"]}]}},"
                    + "{\"name\":\"httpRequest\",\"type\":{\"type\":\"record\",\"name\":\"Call\","
                    + "\"fields\":[{\"name\":\"url\",\"type\":\"string\"}]}}]}");
    TaskReader reader = TaskReader.of(chained);
    byte[] shallow = {2, 2, 0, 2, 'u'};
    byte[] deep = new byte[1 << 20];
    Arrays.fill(deep, (byte) 2);

    assertThat(reader.read(shallow, 0).getHttpRequest().getUrl()).isEqualTo("u");
    // An error would end the thread that schedules, again at every start.
    assertThatThrownBy(() -> reader.read(deep, 0))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("Task: nested too deeply (expected: ");
  }

  private static byte[] bytes(GenericRecord record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
