package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is passed on to Kafka clients, what the prefix changes, and what the heap bounds. */
final class RoleSettingsTest {

  @TempDir Path folder;

  @Test
  void passThrough_ofEveryPrefix_reachesItsClients_andTheOwnBeatsThatOfAll() throws Exception {
    RoleSettings roles =
        roles(
            "kafka.security.protocol=SASL_SSL",
            "kafka.linger.ms=1",
            "scheduler.streams.num.standby.replicas=2",
            "worker.consumer.fetch.min.bytes=3",
            "worker.producer.linger.ms=4",
            "api.producer.linger.ms=5",
            "sluice.bootstrap-servers=k:9092");

    assertThat(roles.scheduler().extraProperties().kafka())
        .containsEntry("security.protocol", "SASL_SSL")
        .hasSize(2);
    assertThat(roles.scheduler().extraProperties().streams())
        .containsEntry("num.standby.replicas", "2")
        .hasSize(1);
    var worker = roles.worker(() -> "http://issuer").cluster();
    assertThat(worker.consumerProperties())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("fetch.min.bytes", "3")
        .hasSize(3);
    assertThat(worker.producerProperties())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("linger.ms", "4")
        .hasSize(2);
    var api = roles.api(List.of("s:1"), () -> "http://issuer").cluster();
    assertThat(api.kafka()).containsEntry("security.protocol", "SASL_SSL").hasSize(2);
    assertThat(api.producer()).containsEntry("linger.ms", "5").hasSize(1);
  }

  @Test
  void prefix_isThatOfTopicsAndOfTheSchedulersGroup() throws Exception {
    RoleSettings roles = roles("sluice.topic-prefix=team-a.");

    assertThat(roles.scheduler().member().applicationId()).isEqualTo("team-a.scheduler");
    assertThat(roles.scheduler().cluster().topics().tasks()).isEqualTo("team-a.tasks");
    assertThat(roles.worker(() -> "http://issuer").cluster().topics().prefix())
        .isEqualTo("team-a.");
    assertThat(roles.api(List.of("s:1"), () -> "http://issuer").cluster().topics().prefix())
        .isEqualTo("team-a.");
  }

  @Test
  void standbys_besideAnEmbeddedKafka_areNone() throws Exception {
    assertThat(roles("").scheduler().extraProperties().streams())
        .containsEntry("num.standby.replicas", "0");
    assertThat(roles("sluice.bootstrap-servers=k:9092").scheduler().extraProperties().streams())
        .isEmpty();
  }

  @Test
  void bytesInFlight_areAtMostAQuarterOfTheHeap() throws Exception {
    long quarter = Runtime.getRuntime().maxMemory() / 4;

    assertThat(bytesInFlight(roles("sluice.worker.max-in-flight-bytes=8796093022208")))
        .isEqualTo(quarter);
    assertThat(bytesInFlight(roles("sluice.worker.max-in-flight-bytes=2097152")))
        .isEqualTo(2L << 20);
  }

  private static long bytesInFlight(RoleSettings roles) {
    return roles.worker(() -> "http://issuer").capacity().maxBytes();
  }

  private RoleSettings roles(String... lines) throws Exception {
    Path file = Files.write(folder.resolve("sluice.properties"), List.of(lines));
    Settings settings = new SettingsLoader().file(file).load();
    return new RoleSettings(
        settings, "k:9092", "one", folder, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }
}
