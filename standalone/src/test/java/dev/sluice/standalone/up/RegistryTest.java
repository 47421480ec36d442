package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.schemas.registry.RegistrySettings;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.standalone.config.ConfigException;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.standalone.error.UserErrorException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryTest {

  @TempDir Path folder;

  private Settings settings(String... lines) throws Exception {
    Path file = Files.writeString(folder.resolve("sluice.properties"), String.join("\n", lines));
    return new SettingsLoader().file(file).load();
  }

  @Test
  void registry_ofSeveralUrls_isAskedByItsUser() throws Exception {
    RegistrySettings registry =
        Registry.registry(
            settings(
                "sluice.registry.urls=https://a:8081/, http://b/apis/ccompat/v7",
                "sluice.registry.user=me",
                "sluice.registry.password=secret",
                "sluice.registry.timeout=2s"));

    assertThat(registry.urls())
        .containsExactly(URI.create("https://a:8081"), URI.create("http://b/apis/ccompat/v7"));
    assertThat(registry.authorization().get()).contains("Basic bWU6c2VjcmV0");
    assertThat(registry.timeout()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void registry_withATokenFile_readsItForEachRequest() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "one\n");
    RegistrySettings registry =
        Registry.registry(
            settings("sluice.registry.urls=http://a", "sluice.registry.token-file=" + token));

    assertThat(registry.authorization().get()).contains("Bearer one");
    Files.writeString(token, "two");
    assertThat(registry.authorization().get()).contains("Bearer two");
  }

  @Test
  void registry_whatCannotBe_isRefusedAtTheStart() throws Exception {
    Settings both =
        settings(
            "sluice.registry.urls=http://a",
            "sluice.registry.user=me",
            "sluice.registry.token-file=" + folder.resolve("none"));
    Settings unreadable =
        settings(
            "sluice.registry.urls=http://a",
            "sluice.registry.token-file=" + folder.resolve("none"));
    Settings noAuthority =
        settings(
            "sluice.registry.urls=http://a",
            "sluice.registry.tls.ca-file=" + folder.resolve("none"));

    assertThatThrownBy(() -> Registry.registry(both))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            "sluice.registry.user and sluice.registry.token-file: both given (expected: one of"
                + " them)");
    assertThatThrownBy(() -> Registry.registry(unreadable))
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith("sluice.registry.token-file: ");
    assertThatThrownBy(() -> Registry.registry(noAuthority))
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith("sluice.registry.tls.ca-file: ");
    assertThatThrownBy(() -> settings("sluice.registry.urls=registry:8081"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("sluice.registry.urls: \"registry:8081\" from ")
        .hasMessageContaining("(expected: http or https URLs, comma separated; ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://me:secret@a", "http://b, https://me:secret and more@a"})
  void settings_withAPasswordInAUrl_sayWhereItBelongsAndDoNotShowIt(String urls) {
    assertThatThrownBy(() -> settings("sluice.registry.urls=" + urls))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("sluice.registry.urls: user info in a URL, not shown here, from ")
        .hasMessageContaining("sluice.registry.user and sluice.registry.password")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret\nsecond", "secret second"})
  void registry_whoseTokenFileHoldsSomethingElse_isRefusedWithoutIt(String text) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), text);
    Settings settings =
        settings("sluice.registry.urls=http://a", "sluice.registry.token-file=" + token);

    assertThatThrownBy(() -> Registry.registry(settings))
        .isInstanceOf(UserErrorException.class)
        .hasMessage(
            "sluice.registry.token-file: " + token + " (expected: a token and nothing else)");
  }

  @Test
  void taskSchemas_withoutARegistry_areNone() throws Exception {
    assertThat(Registry.taskSchemas(settings())).isSameAs(TaskSchemas.NONE);
  }
}
