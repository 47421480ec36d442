package dev.sluice.adminapi.service;

import dev.sluice.adminapi.call.Refusals;
import dev.sluice.v1.admin.tasks.CmekConfig;
import io.grpc.StatusRuntimeException;

/** Customer-managed encryption keys, which Google's service has and this one has not. */
final class CmekCalls {

  private static final String SUFFIX = "/cmekConfig";

  private CmekCalls() {}

  /** The configuration of every location: no key. */
  static CmekConfig get(String name) {
    if (!name.endsWith(SUFFIX)) {
      throw Refusals.invalid(
          "CMEK config name must be formatted:"
              + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/cmekConfig\".");
    }
    Names.Location location =
        Names.Location.parse(name.substring(0, name.length() - SUFFIX.length()));
    return CmekConfig.newBuilder().setName(location + SUFFIX).build();
  }

  static StatusRuntimeException noKeys() {
    return Refusals.unimplemented(
        "Customer-managed encryption keys are not supported by this server: tasks are kept by"
            + " Kafka and in the scheduler's state; encrypt their disks instead.");
  }
}
