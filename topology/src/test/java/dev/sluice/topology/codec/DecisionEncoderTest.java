package dev.sluice.topology.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.TopicNames;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.TargetSettings;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Task;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class DecisionEncoderTest {

  private static final String QUEUE = "projects/p/locations/l/queues/q";
  private static final long NOW_MICROS = 1_800_000_000_000_000L;

  private final DecisionEncoder encoder =
      new DecisionEncoder(new InputTopics(TopicNames.DEFAULT), 0, 1 << 20);

  @Test
  void dispatch_aheadOfItsTime_tellsTheWorkerWhen() {
    Dispatch record = encoded(NOW_MICROS + 50_000);

    assertThat(record.getDispatchTime()).isEqualTo(Instant.ofEpochSecond(1_800_000_000));
    assertThat(record.getNotBeforeTime())
        .isEqualTo(Instant.ofEpochSecond(1_800_000_000, 50_000_000));
  }

  @Test
  void dispatch_atItsTime_tellsNoOther() {
    assertThat(encoded(NOW_MICROS).getNotBeforeTime()).isEqualTo(Instant.EPOCH);
  }

  private Dispatch encoded(long startMicros) {
    Task task =
        Task.newBuilder()
            .setName(QUEUE + "/tasks/t")
            .setHttpRequest(HttpRequest.newBuilder().setUrl("http://127.0.0.1/").build())
            .build();
    Decision.Dispatch dispatch =
        new Decision.Dispatch(
            0,
            7,
            0,
            QUEUE,
            "t",
            new Coordinates(InputTopic.TASKS, 0, 3),
            AvroCodec.encode(task),
            1,
            0,
            0,
            0,
            false,
            startMicros,
            NOW_MICROS,
            startMicros,
            TargetSettings.NONE);
    Outgoing outgoing = encoder.encode(dispatch).orElseThrow();
    return AvroCodec.decode(Objects.requireNonNull(outgoing.value()), Dispatch.class);
  }
}
