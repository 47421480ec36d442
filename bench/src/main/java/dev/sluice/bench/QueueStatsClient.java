package dev.sluice.bench;

import com.google.protobuf.FieldMask;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.sluice.v1.admin.beta.CloudTasksGrpc;
import dev.sluice.v1.admin.beta.GetQueueRequest;

/** Asks what the scheduler knows of a queue, which may lag behind what Kafka has taken. */
final class QueueStatsClient {

  private static final FieldMask STATS = FieldMask.newBuilder().addPaths("stats").build();

  private final CloudTasksGrpc.CloudTasksBlockingStub stub;

  QueueStatsClient(int port) {
    stub =
        GrpcClients.newClient(
            "gproto+http://127.0.0.1:" + port + "/", CloudTasksGrpc.CloudTasksBlockingStub.class);
  }

  /** Returns how many tasks a queue has. */
  long tasks(String queue) {
    return stub.getQueue(GetQueueRequest.newBuilder().setName(queue).setReadMask(STATS).build())
        .getStats()
        .getTasksCount();
  }
}
