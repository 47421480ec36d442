package dev.sluice.standalone.check;

import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.HttpHeaderNames;
import dev.sluice.standalone.config.ApiKeys;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.SchedulerKeys;
import dev.sluice.v1.query.GetOwnersRequest;
import dev.sluice.v1.query.GetOwnersResponse;
import dev.sluice.v1.query.SchedulerQueriesGrpc.SchedulerQueriesBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;

/** The schedulers that API servers are told of, asked as an API server asks them. */
final class SchedulerCheck {

  private static final String CHECK = "scheduler";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Surroundings around;

  SchedulerCheck(Surroundings around) {
    this.around = around;
  }

  void look(List<Finding> findings) {
    for (String address : around.settings().get(ApiKeys.SCHEDULERS)) {
      findings.add(ask(address));
    }
  }

  private Finding ask(String address) {
    try {
      return judge(address, client(address).getOwners(GetOwnersRequest.getDefaultInstance()));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNAUTHENTICATED) {
        return Finding.failed(
            CHECK,
            address,
            "refuses the secret",
            Keys.QUERY_SECRET.name() + " must be the same for schedulers and API servers");
      }
      return Finding.failed(
          CHECK,
          address,
          "does not answer: " + e.getStatus().getCode(),
          "is a scheduler running there, with "
              + SchedulerKeys.QUERY_PORT.name()
              + " and "
              + SchedulerKeys.QUERY_BIND.name()
              + " as "
              + ApiKeys.SCHEDULERS.name()
              + " says?");
    }
  }

  private static Finding judge(String address, GetOwnersResponse owners) {
    int owned = owners.getAddressesCount();
    String found = owned + " of " + owners.getPartitions() + " partitions have a scheduler";
    return owned == owners.getPartitions()
        ? Finding.ok(CHECK, address, found)
        : Finding.warning(
            CHECK, address, found, "wait until a rebalance ends, or start a scheduler");
  }

  private SchedulerQueriesBlockingStub client(String address) {
    GrpcClientBuilder client =
        GrpcClients.builder("gproto+h2c://" + address).responseTimeout(PATIENCE);
    String secret = around.settings().get(Keys.QUERY_SECRET);
    if (!secret.isEmpty()) {
      client.addHeader(HttpHeaderNames.AUTHORIZATION, "Bearer " + secret);
    }
    return client.build(SchedulerQueriesBlockingStub.class);
  }
}
