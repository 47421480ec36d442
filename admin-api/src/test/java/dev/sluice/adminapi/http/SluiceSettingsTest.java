package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adminapi.http.ApiFixture.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What queues have beyond Google's. */
final class SluiceSettingsTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String SETTINGS =
      "\"sluice\":{\"targetProtection\":false,\"slowStart\":\"30s\",\"signingSecrets\":[\""
          + SECRET
          + "\"]}";

  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void stop() {
    api.close();
  }

  private String queue(String version, String members) throws Exception {
    String parent = "/" + version + "/" + ApiFixture.LOCATION + "/queues";
    Answer answer =
        api.post(parent, "{\"name\":\"" + ApiFixture.LOCATION + "/queues/s\"" + members + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).doesNotContain(SECRET);
    return parent + "/s";
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v2beta3"})
  void settings_areKeptAndSecretsNotShown(String version) throws Exception {
    assertThat(api.get(queue(version, "," + SETTINGS)).json().at("/sluice").toString())
        .isEqualTo(
            "{\"targetProtection\":false,\"slowStart\":\"30s\",\"signingSecrets\":[\"whsec_***\"]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v2beta3"})
  void limitsOfWhatIsPending_areKept_andChangedByMask(String version) throws Exception {
    String queue = queue(version, ",\"sluice\":{\"maxPendingTasks\":100}");
    Answer changed =
        api.patch(
            queue + "?updateMask=sluice.maxPendingBytes",
            "{\"sluice\":{\"maxPendingBytes\":\"5000000000\"}}");

    assertThat(changed.json().at("/sluice").toString())
        .isEqualTo("{\"maxPendingTasks\":\"100\",\"maxPendingBytes\":\"5000000000\"}");
    assertError(
        api.patch(
            queue + "?updateMask=sluice.maxPendingTasks", "{\"sluice\":{\"maxPendingTasks\":-1}}"),
        400,
        "INVALID_ARGUMENT",
        "Queue.maxPendingTasks cannot be negative.");
  }

  @Test
  void queue_withoutThem_looksLikeGoogles() throws Exception {
    assertThat(api.get(queue("v2", "")).json().has("sluice")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v2beta3"})
  void update_withoutAMask_leavesThemToThoseWhoKnowThem(String version) throws Exception {
    String queue = queue(version, "," + SETTINGS);
    String other = "{\"sluice\":{\"slowStart\":\"5s\"}}";

    assertThat(api.patch(queue, "{}").json().at("/sluice/slowStart").asText()).isEqualTo("30s");
    Answer part = api.patch(queue + "?updateMask=sluice.slowStart", other);
    assertThat(part.json().at("/sluice").toString())
        .isEqualTo(
            "{\"targetProtection\":false,\"slowStart\":\"5s\",\"signingSecrets\":[\"whsec_***\"]}");
    assertThat(api.patch(queue, other).json().at("/sluice").toString())
        .isEqualTo("{\"slowStart\":\"5s\"}");
    assertThat(api.patch(queue + "?updateMask=sluice", "{}").json().has("sluice")).isFalse();
  }

  @Test
  void secret_asItIsShown_isNotTakenForOne() throws Exception {
    String queue = queue("v2", "");
    Answer answer =
        api.patch(
            queue + "?updateMask=sluice.signingSecrets",
            "{\"sluice\":{\"signingSecrets\":[\"whsec_***\"]}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).startsWith("Queue.signingSecrets must each be \"whsec_\"");
    assertError(
        api.patch(queue + "?updateMask=sluice.slowStart", "{\"sluice\":{\"slowStart\":\"7200s\"}}"),
        400,
        "INVALID_ARGUMENT",
        "Queue.slowStart must be between [0s, 1h].");
  }
}
