package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that threads of {@code sluice up} have. */
class ThreadRoleTest {

  @ParameterizedTest
  @CsvSource({
    "sluice.scheduler-5798d717-StreamThread-1, SCHEDULER",
    "kafka-producer-network-thread | sluice.scheduler-57-StreamThread-1-producer, SCHEDULER",
    "kafka-coordinator-heartbeat-thread | sluice.scheduler, SCHEDULER",
    "sluice-worker-reader, WORKER",
    "ForkJoinPool-1-worker-2, WORKER",
    "OkHttp TaskRunner, WORKER",
    "kafka-producer-network-thread | worker-ff2ec6-1, WORKER",
    "kafka-coordinator-heartbeat-thread | sluice.workers, WORKER",
    "armeria-common-worker-nio-1-1, API",
    "sluice-api-feed, API",
    "data-plane-kafka-request-handler-3, BROKER",
    "group-coordinator-event-processor-0, BROKER",
    "kafka-0-raft-io-thread, BROKER",
    "ExpirationReaper-0-Fetch, BROKER",
    "main, JVM"
  })
  void thread_isWhoseItsNameSays(String thread, ThreadRole role) {
    assertThat(ThreadRole.of(thread)).isEqualTo(role);
  }
}
