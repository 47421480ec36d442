package dev.sluice.adminapi.http;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

/**
 * Keeps /metrics readable: Armeria's defaults make nine quantiles of five figures for each method
 * and status. What remains are counts, and p50 and p99 of the duration.
 */
final class FewerMeters implements MeterFilter {

  private final String prefix;

  FewerMeters(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    return isUnwanted(id) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
  }

  private boolean isUnwanted(Meter.Id id) {
    String name = id.getName();
    if (!isOurs(id)) {
      return name.startsWith("armeria.");
    }
    return name.endsWith(".length") || name.endsWith(".response.duration");
  }

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    if (!isOurs(id)) {
      return config;
    }
    return DistributionStatisticConfig.builder().percentiles(0.5, 0.99).build().merge(config);
  }

  private boolean isOurs(Meter.Id id) {
    return id.getName().startsWith(prefix + ".");
  }
}
