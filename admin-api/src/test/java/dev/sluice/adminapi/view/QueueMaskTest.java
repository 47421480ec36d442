package dev.sluice.adminapi.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.schemas.QueueFields;
import dev.sluice.v1.QueueConfig;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueMaskTest {

  /** An update of v2 derives it again, whatever else it names (spec section 2.1). */
  private static final String BURST = "maxBurstSize";

  @ParameterizedTest
  @CsvSource({
    "rate_limits, maxDispatchesPerSecond;maxBurstSize;maxConcurrentDispatches",
    "rateLimits, maxDispatchesPerSecond;maxBurstSize;maxConcurrentDispatches",
    "rateLimits.maxDispatchesPerSecond, maxDispatchesPerSecond;maxBurstSize",
    "rate_limits.max_dispatches_per_second, maxDispatchesPerSecond;maxBurstSize",
    "rateLimits.maxConcurrentDispatches, maxConcurrentDispatches",
    "retryConfig.maxAttempts, maxAttempts",
    "retryConfig.maxRetryDuration, maxRetryDurationMillis",
    "retryConfig.minBackoff, minBackoffMillis",
    "retryConfig.maxBackoff, maxBackoffMillis",
    "retryConfig.maxDoublings, maxDoublings",
    "stackdriverLoggingConfig.samplingRatio, samplingRatio",
    "stackdriver_logging_config, samplingRatio",
    "httpTarget, httpTarget",
    "httpTarget.uriOverride, httpTarget.uriOverride",
    "http_target.uri_override.path_override.path, httpTarget.uriOverride.path",
    "httpTarget.oidcToken.serviceAccountEmail, httpTarget.oidcToken.serviceAccountEmail",
    "httpTarget.oauthToken.scope, httpTarget.oauthToken.scope",
    "appEngineRoutingOverride, appEngineRoutingOverride"
  })
  void of_path_coversItsFields(String path, String fields) {
    assertThat(mask(path).fields()).containsOnlyOnce(fields.split(";"));
    assertThat(mask(path).fields())
        .containsOnly(
            Stream.concat(Stream.of(BURST), Stream.of(fields.split(";"))).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "state", "purgeTime", "rateLimits.maxBurstSize"})
  void of_outputOnlyPath_coversNothingElse(String path) {
    assertThat(mask(path).fields()).containsExactly(BURST);
  }

  @Test
  void of_nothingOrStar_coversAllThatCallersMaySet() {
    List<String> everything = QueueMask.of(FieldMask.getDefaultInstance()).fields();

    assertThat(everything).hasSize(11).doesNotContain("tombstoneTtlMillis", "taskTtlMillis");
    assertThat(mask("*").fields()).isEqualTo(everything);
  }

  @Test
  void everyCoveredField_isOneOfTheRecords() {
    for (MaskPaths paths : new MaskPaths[] {MaskPaths.V2, MaskPaths.BETA}) {
      paths.paths().values().stream()
          .flatMap(List::stream)
          .forEach(field -> assertThat(QueueFields.isField(field)).as(field).isTrue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "rateLimits.foo", "httpTarget.foo", "taskTtl", "", "retryConfig."})
  void of_unknownPath_isRefused(String path) {
    assertThatThrownBy(() -> mask(path))
        .hasMessageContaining("updateMask: \"" + path + "\" (expected: paths of a Queue");
  }

  @Test
  void merge_changesOnlyTheMasksFields() {
    QueueConfig current = QueueDefaults.config();
    current.setMaxAttempts(3);
    QueueConfig asked = QueueDefaults.config();
    asked.setMaxAttempts(9);
    asked.setMaxDoublings(1);

    QueueConfig merged = mask("retryConfig.maxDoublings").merge(current, asked);

    assertThat(merged.getMaxAttempts()).isEqualTo(3);
    assertThat(merged.getMaxDoublings()).isEqualTo(1);
    assertThat(current.getMaxDoublings()).isEqualTo(16);
  }

  private static QueueMask mask(String path) {
    return QueueMask.of(FieldMask.newBuilder().addPaths(path).build());
  }
}
