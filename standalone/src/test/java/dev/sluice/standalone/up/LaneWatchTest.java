package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.Limits;
import dev.sluice.schemas.TopicNames;
import dev.sluice.standalone.broker.BrokerSettings;
import dev.sluice.standalone.broker.EmbeddedBroker;
import dev.sluice.topology.SchedulerSettings.Cluster;
import dev.sluice.topology.topics.LaneWatch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LaneWatchTest {

  @Test
  void lanesThatAnotherSchedulerAdded_areNoticed(@TempDir Path folder) throws Exception {
    TopicNames topics = TopicNames.DEFAULT;
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(BrokerSettings.in(folder), new SplittableRandom());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      Cluster cluster =
          new Cluster(broker.bootstrapServers(), topics, 2, 1, (short) 1, Limits.WIDE);
      admin.createTopics(List.of(new NewTopic(topics.dispatches(), 2, (short) 1))).all().get();
      LaneWatch watch = new LaneWatch(admin, cluster, meters);

      watch.look();
      assertThat(unknown(meters)).isZero();

      admin.createPartitions(Map.of(topics.dispatches(), NewPartitions.increaseTo(6))).all().get();
      watch.look();
      assertThat(unknown(meters)).isEqualTo(4);
    }
  }

  private static double unknown(SimpleMeterRegistry meters) {
    return meters.get("sluice_scheduler_unknown_lanes").gauge().value();
  }
}
