package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records of every type as releases wrote them, a line each: its bytes, and what they say. A
 * release has its own written (CONTRIBUTING.md); those of earlier ones stay as they are.
 */
final class ReleasedRecordsTest {

  private static final Path FOLDER = Path.of("src/test/resources/releases");
  private static final HexFormat HEX = HexFormat.of();
  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeAll
  static void writeIfAsked() throws IOException {
    String release = System.getProperty("sluice.release.write");
    if (release != null) {
      Files.createDirectories(FOLDER);
      Files.write(
          FOLDER.resolve(release + ".records"),
          SampleRecords.all().stream()
              .map(one -> HEX.formatHex(AvroCodec.encode(one)) + " " + one)
              .toList());
    }
  }

  static List<Path> releases() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".records")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void records_ofARelease_sayWhatTheySaid(Path release) throws IOException {
    List<String> lines = Files.readAllLines(release);

    assertThat(lines).hasSizeGreaterThan(20);
    for (String line : lines) {
      int space = line.indexOf(' ');
      SpecificRecordBase read = AvroCodec.decode(HEX.parseHex(line.substring(0, space)));
      String said = line.substring(space + 1);
      assertThat(says(JSON.readTree(read.toString()), JSON.readTree(said)))
          .as("%s%nof what was written as%n%s", read, said)
          .isTrue();
    }
  }

  /** Whether all that was said still is; fields may have been added. */
  private static boolean says(JsonNode now, JsonNode then) {
    if (then.isObject()) {
      return then.properties().stream().allMatch(field -> saysField(now, field));
    }
    if (!then.isArray()) {
      return now.equals(then);
    }
    for (int i = 0; i < then.size(); i++) {
      if (!now.has(i) || !says(now.get(i), then.get(i))) {
        return false;
      }
    }
    return now.size() == then.size();
  }

  private static boolean saysField(JsonNode now, Map.Entry<String, JsonNode> field) {
    return now.has(field.getKey()) && says(now.get(field.getKey()), field.getValue());
  }
}
