package dev.sluice.adminapi.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RawSecretsTest {

  private final RawSecrets secrets = new RawSecrets(new SecretHeaders(List.of("X-Api-Key")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"h\":{\"Authorization\":\"abc\",\"a\":1}} |"
            + " {\"h\":{\"Authorization\":\"(hidden)\",\"a\":1}}",
        "{\"h\":[{\"x-api-key\":[\"abc\"]}]} | {\"h\":[{\"x-api-key\":\"(hidden)\"}]}",
        "{\"\\u0041uthorization\":\"abc\"} | {\"Authorization\":\"(hidden)\"}",
        "{\"authorization\":\"abc\" | {\"(hidden)",
        "{\"headers\":\"Authorization: Bearer abc\"} | {\"headers\":\"(hidden)\"}",
        "[{\"key\":\"Authorization\",\"value\":\"abc\",\"n\":1}] |"
            + " [{\"key\":\"(hidden)\",\"value\":\"(hidden)\",\"n\":1}]",
        "{\"h\":[\"Authorization\",\"abc\"]} | {\"h\":[\"(hidden)\",\"(hidden)\"]}",
        "binary AUTHORIZATION abc | binary (hidden)",
      })
  void changed_whatHasSecrets_hidesThem(String raw, String shown) {
    assertThat(changed(raw)).isEqualTo(shown);
  }

  @Test
  void changed_whatHasNone_isLeftAlone() {
    assertThat(secrets.changed(ByteString.copyFromUtf8("{\"a\": \"b\\u0041\"}\n"))).isNotNull();
    assertThat(secrets.changed(ByteString.copyFromUtf8("{\"a\": 1}\n"))).isNull();
    assertThat(secrets.changed(ByteString.EMPTY)).isNull();
  }

  private String changed(String raw) {
    ByteString shown = secrets.changed(ByteString.copyFromUtf8(raw));
    return shown == null ? raw : shown.toStringUtf8();
  }
}
