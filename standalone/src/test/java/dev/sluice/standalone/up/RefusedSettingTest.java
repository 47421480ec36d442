package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standalone.config.PassThrough;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.standalone.error.UserErrorException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings that go to Kafka's clients as they are, and that those refuse. */
final class RefusedSettingTest {

  @TempDir Path folder;

  @Test
  void worker_withAWrongSetting_doesNotStart_andNamesItAsItWasWritten() {
    assertRefusedByWorker("worker.consumer.session.timeout.ms", "session.timeout.ms");
    assertRefusedByWorker("kafka.max.poll.records", "max.poll.records");
    assertRefusedByWorker("worker.producer.linger.ms", "linger.ms");
  }

  @Test
  void api_withAWrongSetting_doesNotStart_andNamesItAsItWasWritten() {
    assertRefusedByApi("kafka.max.poll.records", "max.poll.records");
    assertRefusedByApi("api.producer.linger.ms", "linger.ms");
  }

  @Test
  @Timeout(120)
  void scheduler_withAWrongSetting_doesNotStart_andNamesItAsItWasWritten() {
    String name = "scheduler.streams.main.consumer.max.poll.records";
    Map<String, String> settings = Map.of("sluice.api.port", "0", name, "abc");

    assertThatThrownBy(() -> EmbeddedSluice.start(folder.resolve("data"), settings).close())
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith(name + ": Invalid value abc for configuration max.poll.records");
  }

  @Test
  void settingOfOneOfStreamsClients_isNamedWithItsClient() {
    KafkaException refusal =
        new KafkaException(
            "Failed to construct", new ConfigException("poll.ms", "abc", "Not a number"));
    RoleSettings roles =
        roles(
            Map.of(
                "scheduler.streams.main.consumer.poll.ms", "abc",
                "scheduler.streams.poll.ms.more", "1",
                "scheduler.streams.more.poll.ms", "1"));

    assertThat(RefusedSetting.of(roles, List.of(PassThrough.STREAMS), refusal))
        .hasMessage(
            "scheduler.streams.main.consumer.poll.ms: Invalid value abc for configuration poll.ms:"
                + " Not a number");
  }

  @Test
  void failureThatIsOfNoSetting_isToldOfKafka() {
    RoleSettings roles = roles(Map.of("kafka.linger.ms", "1"));
    KafkaException failure = new KafkaException("Failed", new KafkaException("no such host"));

    assertThat(RefusedSetting.of(roles, List.of(PassThrough.KAFKA), failure))
        .hasMessage("Kafka at 127.0.0.1:1 cannot be used: no such host");
  }

  private void assertRefusedByWorker(String name, String kafkasName) {
    RoleSettings roles = roles(Map.of(name, "abc"));
    assertThatThrownBy(() -> Sluice.worker(roles, roles.worker(() -> "http://issuer")).close())
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith(name + ": Invalid value abc for configuration " + kafkasName);
  }

  private void assertRefusedByApi(String name, String kafkasName) {
    RoleSettings roles = roles(Map.of(name, "abc", "sluice.api.port", "0"));
    assertThatThrownBy(
            () -> Sluice.api(roles, List.of("127.0.0.1:1"), Issuer.of(roles.settings())).close())
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith(name + ": Invalid value abc for configuration " + kafkasName);
  }

  private RoleSettings roles(Map<String, String> given) {
    SettingsLoader loader = new SettingsLoader();
    given.forEach((name, value) -> loader.setting(name, value, "test"));
    return new RoleSettings(
        loader.load(),
        "127.0.0.1:1",
        "one",
        folder,
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }
}
