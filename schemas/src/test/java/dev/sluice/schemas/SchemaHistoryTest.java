package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.v1.Barrier;
import dev.sluice.v1.Event;
import dev.sluice.v1.EventKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Topics hold what earlier versions wrote, so every change of a schema is kept and checked. */
final class SchemaHistoryTest {

  private static final Path HISTORY = Path.of("src/main/resources/dev/sluice/schemas/history");
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Class<? extends SpecificRecordBase>> types() {
    return RecordFormats.TYPES;
  }

  @ParameterizedTest
  @MethodSource("types")
  void schema_changed_hasANewHistoryFile(Class<?> type) throws IOException {
    List<Schema> history = RecordFormats.history(type.getSimpleName());
    JsonNode today = withoutDocs(today(type));

    assertThat(history).isNotEmpty();
    assertThat(withoutDocs(history.get(history.size() - 1)))
        .as(
            "newest history of %s; if the change is meant, write %s/%s/%d.avsc:%n%s",
            type.getSimpleName(),
            HISTORY,
            type.getSimpleName(),
            history.size() + 1,
            today.toPrettyString())
        .isEqualTo(today);
  }

  @ParameterizedTest
  @MethodSource("types")
  void versions_all_readEachOther(Class<?> type) {
    List<Schema> history = RecordFormats.history(type.getSimpleName());
    for (Schema reader : history) {
      for (Schema writer : history) {
        assertReads(reader, writer);
      }
    }
  }

  @Test
  void historyFolder_files_areNumberedVersionsOfOurRecords() throws IOException {
    try (Stream<Path> folders = Files.list(HISTORY)) {
      Set<String> names = folders.map(SchemaHistoryTest::name).collect(Collectors.toSet());
      assertThat(names)
          .isEqualTo(types().stream().map(Class::getSimpleName).collect(Collectors.toSet()));
    }
    for (Class<?> type : types()) {
      try (Stream<Path> files = Files.list(HISTORY.resolve(type.getSimpleName()))) {
        Set<String> found = files.map(SchemaHistoryTest::name).collect(Collectors.toSet());
        assertThat(found)
            .isEqualTo(
                IntStream.rangeClosed(1, found.size())
                    .mapToObj(version -> version + ".avsc")
                    .collect(Collectors.toSet()));
      }
    }
  }

  @Test
  void fingerprints_ofAllTypes_differ() {
    Set<Long> fingerprints = new TreeSet<>();
    for (Class<?> type : types()) {
      fingerprints.add(SchemaNormalization.parsingFingerprint64(today(type)));
    }
    assertThat(fingerprints).hasSameSizeAs(types());
  }

  @Test
  void comparison_changedDefault_isAChangeAndChangedDocIsNot() throws IOException {
    Schema today = today(Event.class);
    String json = JSON.readTree(today.toString()).toString();

    assertThat(withoutDocs(parse(json.replace("Attempts so far.", "Other words."))))
        .isEqualTo(withoutDocs(today));
    assertThat(withoutDocs(parse(json.replace("\"default\":0", "\"default\":1"))))
        .isNotEqualTo(withoutDocs(today));
  }

  @Test
  void compatibility_fieldWithoutDefault_isRefused() {
    Schema one = parse(barrier(""));
    Schema two = parse(barrier(",{\"name\":\"added\",\"type\":\"int\"}"));

    assertThatThrownBy(() -> assertReads(two, one)).isInstanceOf(AssertionError.class);
  }

  @Test
  void decoding_earlierVersion_fillsInDefaultsAndDropsWhatIsGone() throws IOException {
    Schema earlier =
        parse(
            "{\"type\":\"record\",\"name\":\"Event\",\"namespace\":\"dev.sluice.v1\",\"fields\":["
                + "{\"name\":\"gone\",\"type\":{\"type\":\"array\",\"items\":\"string\"}},"
                + "{\"name\":\"kind\",\"type\":{\"type\":\"enum\",\"name\":\"EventKind\","
                + "\"symbols\":[\"EXPIRED\",\"VANISHED\"]}},"
                + "{\"name\":\"taskName\",\"type\":\"string\"},"
                + "{\"name\":\"time\",\"type\":{\"type\":\"long\","
                + "\"logicalType\":\"timestamp-micros\"}}]}");
    RecordFormats formats =
        new RecordFormats(name -> name.equals("Event") ? List.of(earlier) : List.of());
    GenericRecord written =
        new GenericRecordBuilder(earlier)
            .set("gone", List.of("a", "b"))
            .set("kind", new GenericData.EnumSymbol(earlier.getField("kind").schema(), "VANISHED"))
            .set("taskName", "name")
            .set("time", 1_000_000L)
            .build();

    RecordFormat format = formats.ofFingerprint(SchemaNormalization.parsingFingerprint64(earlier));
    assertThat(format).isNotNull();
    assertThat(format.reader().read(null, new BoundedDecoder(bytes(written), 0)))
        .isEqualTo(new Event("name", EventKind.CREATED, Instant.ofEpochSecond(1), 0, 0));
  }

  @Test
  void barrier_ofVersionOne_isRead() throws IOException {
    Schema first = RecordFormats.history("Barrier").get(0);
    GenericRecord written =
        new GenericRecordBuilder(first).set("lane", 3).set("sequence", 4L).build();
    RecordBuffer header = new RecordBuffer();
    header.writeHeader(SchemaNormalization.parsingFingerprint64(first));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(header.toByteArray());
    bytes.write(bytes(written));

    assertThat(AvroCodec.decode(bytes.toByteArray())).isEqualTo(new Barrier(3, 4L));
  }

  private static byte[] bytes(GenericRecord datum) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(datum.getSchema()).write(datum, out);
    return bytes.toByteArray();
  }

  private static void assertReads(Schema reader, Schema writer) {
    assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer))
        .satisfies(result ->
            assertThat(result.getType())
                .as(result.getDescription())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE));
  }

  private static Schema today(Class<?> type) {
    return SpecificData.get().getSchema(type);
  }

  private static Schema parse(String json) {
    return new Schema.Parser().parse(json);
  }

  private static String barrier(String more) {
    return "{\"type\":\"record\",\"name\":\"Barrier\",\"namespace\":\"dev.sluice.v1\",\"fields\":["
        + "{\"name\":\"lane\",\"type\":\"int\"}"
        + more
        + "]}";
  }

  /** The schema without what no reader looks at; "string" and its Java spelling are one. */
  private static JsonNode withoutDocs(Schema schema) throws IOException {
    String json =
        schema
            .toString()
            .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"");
    JsonNode node = JSON.readTree(json);
    for (JsonNode parent : node.findParents("doc")) {
      ((ObjectNode) parent).remove("doc");
    }
    for (JsonNode parent : node.findParents("avro.java.string")) {
      ((ObjectNode) parent).remove("avro.java.string");
    }
    return node;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
