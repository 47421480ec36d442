package dev.sluice.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {

  @TempDir Path folder;

  @Test
  void get_nothingGiven_isTheDefault() {
    Settings settings = new SettingsLoader().environment(Map.of()).load();
    assertThat(settings.get(ApiKeys.PORT)).isEqualTo(8123);
    assertThat(settings.get(Keys.DATA)).isEqualTo(Path.of(".sluice"));
    assertThat(settings.get(SchedulerKeys.COMMIT_INTERVAL)).isEqualTo(Duration.ofMillis(25));
  }

  @Test
  void get_givenEverywhere_commandLineBeatsEnvironmentBeatsFile() throws Exception {
    Path file =
        file("sluice.api.port=1001\nsluice.partitions = 5\nsluice.worker.max-in-flight=7\n");
    Settings settings =
        new SettingsLoader()
            .file(file)
            .environment(
                Map.of("SLUICE_API_PORT", "1002", "SLUICE_WORKER_MAX_IN_FLIGHT", "8", "PATH", "x"))
            .option(ApiKeys.PORT, "--port", "1003")
            .load();
    assertThat(settings.get(ApiKeys.PORT)).isEqualTo(1003);
    assertThat(settings.get(WorkerKeys.MAX_IN_FLIGHT)).isEqualTo(8);
    assertThat(settings.get(Keys.PARTITIONS)).isEqualTo(5);
    assertThat(settings.lines())
        .filteredOn(line -> line.key().equals("sluice.worker.max-in-flight"))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.value()).isEqualTo("8");
          assertThat(line.from()).isEqualTo("SLUICE_WORKER_MAX_IN_FLIGHT");
          assertThat(line.defaultValue()).isEqualTo("4096");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "sluice.api.prot, sluice.api.port",
    "sluice.worker.max-inflight, sluice.worker.max-in-flight",
    "sluice.partition, sluice.partitions",
    "worker.consumr.x, worker.consumer.*",
  })
  void load_unknownKey_namesTheNearest(String wrong, String nearest) throws Exception {
    Path file = file(wrong + "=1\n");
    assertThatThrownBy(() -> new SettingsLoader().file(file).load())
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            wrong
                + ": unknown key from "
                + file
                + " (expected: a key of \"sluice config\"; nearest: "
                + nearest
                + ")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sluice.api.port | 65536 | a number 0 to 65535",
        "sluice.api.port | eighty | a number 0 to 65535",
        "sluice.partitions | 0 | a number 1 to 10000",
        "sluice.broker.fsync | yes | true or false",
        "sluice.grace | 30 | a duration such as 500ms, 30s, 5m or 1h, at least 0s",
        "sluice.scheduler.dispatch-ahead | 1s | a duration from 0s to 100ms",
        "sluice.scheduler.rocksdb-bytes | 1 | a number of bytes >= 8388608",
        "sluice.worker.denied-addresses | 10.0.0.0/99 | address ranges such as 10.1.0.0/16, comma"
            + " separated",
      })
  void load_badValue_namesKeyValueAndRule(String key, String value, String rule) throws Exception {
    Path file = file(key + "=" + value + "\n");
    assertThatThrownBy(() -> new SettingsLoader().file(file).load())
        .isInstanceOf(ConfigException.class)
        .hasMessage(key + ": \"" + value + "\" from " + file + " (expected: " + rule + ")");
  }

  @Test
  void orKept_keyNobodyGave_hasTheKeptValue_andGivenOnesWin() {
    Settings plain = new SettingsLoader().load();
    Settings told = new SettingsLoader().option(Keys.PARTITIONS, "--partitions", "2").load();
    assertThat(plain.orKept(Keys.PARTITIONS, Optional.of("8"), "file").get(Keys.PARTITIONS))
        .isEqualTo(8);
    assertThat(told.orKept(Keys.PARTITIONS, Optional.of("8"), "file").get(Keys.PARTITIONS))
        .isEqualTo(2);
    assertThat(plain.orKept(Keys.PARTITIONS, Optional.empty(), "file").get(Keys.PARTITIONS))
        .isEqualTo(4);
    assertThatThrownBy(() -> plain.orKept(Keys.PARTITIONS, Optional.of("many"), "file"))
        .hasMessage("sluice.partitions: \"many\" from file (expected: a number 1 to 10000)");
  }

  @Test
  void passThrough_keysOfAPrefix_comeWithoutItAndSecretsAreHidden() throws Exception {
    Path file =
        file("kafka.ssl.key.password=hush\nworker.consumer.fetch.min.bytes=1\nkafka.acks=all\n");
    Settings settings = new SettingsLoader().file(file).load();
    assertThat(settings.passThrough(PassThrough.KAFKA))
        .isEqualTo(Map.of("ssl.key.password", "hush", "acks", "all"));
    assertThat(settings.passThrough(PassThrough.WORKER_CONSUMER))
        .isEqualTo(Map.of("fetch.min.bytes", "1"));
    assertThat(settings.passThrough(PassThrough.API_PRODUCER)).isEmpty();
    assertThat(settings.lines()).noneMatch(line -> line.value().contains("hush"));
    assertThat(settings.lines()).anyMatch(line -> line.value().equals("all"));
  }

  @Test
  void file_notThere_isNamed() {
    Path absent = folder.resolve("absent.properties");
    assertThatThrownBy(() -> new SettingsLoader().file(absent))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(absent.toString());
  }

  @Test
  void keys_all_haveDistinctNamesVariablesAndAMeaning() {
    Set<String> variables = new HashSet<>();
    for (Key<?> key : Keys.ALL) {
      assertThat(key.name()).matches("sluice\\.[a-z.-]+");
      assertThat(variables.add(key.variable())).as(key.variable()).isTrue();
      assertThat(key.meaning()).isNotBlank();
    }
  }

  @Test
  void lines_everyDefault_readsBackAsItself() {
    SettingsLoader again = new SettingsLoader();
    for (Key<?> key : Keys.ALL) {
      again.option(key, "--test", printedDefault(key));
    }
    Settings settings = again.load();
    for (Key<?> key : Keys.ALL) {
      assertThat(settings.<Object>get(anyType(key))).as(key.name()).isEqualTo(key.defaultValue());
    }
  }

  @Test
  void environment_ofEveryKey_isRead() {
    for (Key<?> key : Keys.ALL) {
      Settings settings =
          new SettingsLoader().environment(Map.of(key.variable(), printedDefault(key))).load();
      assertThat(settings.lines())
          .filteredOn(line -> line.from().equals(key.variable()))
          .extracting(Settings.Line::key)
          .containsExactly(key.name());
    }
  }

  private static <T> String printedDefault(Key<T> key) {
    return key.print(key.defaultValue());
  }

  @SuppressWarnings("unchecked")
  private static Key<Object> anyType(Key<?> key) {
    return (Key<Object>) key;
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("sluice.properties"), text);
  }
}
