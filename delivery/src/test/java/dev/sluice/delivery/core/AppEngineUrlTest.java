package dev.sluice.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec section 4.4. */
final class AppEngineUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://{route}app.example.com    | ''     | ''  | '' | /a?b=c | https://app.example.com/a?b=c
          https://{route}app.example.com    | worker | ''  | '' | /a     | https://worker-dot-app.example.com/a
          https://{route}app.example.com    | worker | v1  | '' | /a     | https://v1-dot-worker-dot-app.example.com/a
          https://{route}app.example.com    | worker | v1  | 0  | /a     | https://0-dot-v1-dot-worker-dot-app.example.com/a
          https://{route}app.example.com    | ''     | v1  | '' | ''     | https://v1-dot-app.example.com/
          http://{service}.apps:8080/       | ''     | ''  | '' | /a     | http://default.apps:8080/a
          http://{service}.apps:8080        | worker | ''  | '' | ''     | http://worker.apps:8080/
          http://apps/{service}/{version}   | worker | v1  | '' | /a     | http://apps/worker/v1/a
          http://localhost:8080             | worker | v1  | 0  | /a     | http://localhost:8080/a
          """)
  void of(
      String template, String service, String version, String instance, String uri, String url) {
    assertThat(new AppEngineUrl(template).of(service, version, instance, uri)).isEqualTo(url);
  }

  @Test
  void template_notAUrl_isRefused() {
    assertThatThrownBy(() -> new AppEngineUrl("app.example.com"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("app.example.com")
        .hasMessageContaining("(expected: http:// or https://");
  }
}
