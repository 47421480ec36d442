package dev.sluice.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTemplateTest {

  @TempDir Path folder;

  @Test
  void lines_asTheyAre_setNothing() {
    assertThat(SettingsTemplate.lines())
        .allSatisfy(line -> assertThat(line.isEmpty() || line.startsWith("#")).as(line).isTrue());
  }

  @Test
  void lines_withoutTheirMarks_setEveryKeyToItsDefault() throws Exception {
    List<String> marked =
        SettingsTemplate.lines().stream()
            .filter(line -> line.matches("#[a-z][a-z.-]*=.*"))
            .map(line -> line.substring(1))
            .toList();
    Path file = Files.write(folder.resolve("all.properties"), marked);
    Settings settings = new SettingsLoader().file(file).load();
    assertThat(marked).hasSize(Keys.ALL.size() + PassThrough.ALL.size());
    assertThat(settings.lines())
        .filteredOn(line -> line.key().startsWith("sluice."))
        .hasSize(Keys.ALL.size())
        .allSatisfy(line -> {
          assertThat(line.from()).isEqualTo(file.toString());
          assertThat(line.value()).isIn(line.defaultValue(), "(hidden)");
        });
  }
}
