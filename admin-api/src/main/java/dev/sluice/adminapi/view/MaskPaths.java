package dev.sluice.adminapi.view;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The paths of a queue that a mask may name, and the fields of the configuration behind them. What
 * is output only has none.
 *
 * @param paths by path in snake_case
 */
record MaskPaths(Map<String, List<String>> paths) {

  /** What Google's queues have not. */
  static final String SLUICE = "sluice";

  private static final List<String> OUTPUT_ONLY = List.of();

  /** Google's v2. */
  static final MaskPaths V2 = new MaskPaths(v2());

  /** Google's v2beta3. */
  static final MaskPaths BETA = new MaskPaths(beta());

  private static Map<String, List<String>> v2() {
    Map<String, List<String>> paths = common();
    paths.put("rate_limits.max_burst_size", OUTPUT_ONLY);
    putRouting(paths, "app_engine_routing_override");
    return paths;
  }

  private static Map<String, List<String>> beta() {
    Map<String, List<String>> paths = common();
    paths.put("rate_limits.max_burst_size", List.of("maxBurstSize"));
    paths.put("task_ttl", List.of("taskTtlMillis"));
    paths.put("tombstone_ttl", List.of("tombstoneTtlMillis"));
    paths.put("app_engine_http_queue", List.of("appEngineRoutingOverride"));
    putRouting(paths, "app_engine_http_queue.app_engine_routing_override");
    paths.put("type", OUTPUT_ONLY);
    paths.put("stats", OUTPUT_ONLY);
    return paths;
  }

  private static Map<String, List<String>> common() {
    Map<String, List<String>> paths = new LinkedHashMap<>();
    paths.put(
        "rate_limits",
        List.of("maxDispatchesPerSecond", "maxBurstSize", "maxConcurrentDispatches"));
    paths.put(
        "rate_limits.max_dispatches_per_second", List.of("maxDispatchesPerSecond", "maxBurstSize"));
    paths.put("rate_limits.max_concurrent_dispatches", List.of("maxConcurrentDispatches"));
    paths.put(
        "retry_config",
        List.of(
            "maxAttempts",
            "maxRetryDurationMillis",
            "minBackoffMillis",
            "maxBackoffMillis",
            "maxDoublings"));
    paths.put("retry_config.max_attempts", List.of("maxAttempts"));
    paths.put("retry_config.max_retry_duration", List.of("maxRetryDurationMillis"));
    paths.put("retry_config.min_backoff", List.of("minBackoffMillis"));
    paths.put("retry_config.max_backoff", List.of("maxBackoffMillis"));
    paths.put("retry_config.max_doublings", List.of("maxDoublings"));
    paths.put("stackdriver_logging_config", List.of("samplingRatio"));
    paths.put("stackdriver_logging_config.sampling_ratio", List.of("samplingRatio"));
    putTarget(paths);
    paths.put(
        SLUICE,
        List.of(
            "targetProtection",
            "slowStartMillis",
            "signingSecrets",
            "maxPendingTasks",
            "maxPendingBytes"));
    paths.put(SLUICE + ".target_protection", List.of("targetProtection"));
    paths.put(SLUICE + ".slow_start", List.of("slowStartMillis"));
    paths.put(SLUICE + ".signing_secrets", List.of("signingSecrets"));
    paths.put(SLUICE + ".max_pending_tasks", List.of("maxPendingTasks"));
    paths.put(SLUICE + ".max_pending_bytes", List.of("maxPendingBytes"));
    paths.put("name", OUTPUT_ONLY);
    paths.put("state", OUTPUT_ONLY);
    paths.put("purge_time", OUTPUT_ONLY);
    return paths;
  }

  private static void putTarget(Map<String, List<String>> paths) {
    String uri = "http_target.uri_override";
    paths.put("http_target", List.of("httpTarget"));
    paths.put(uri, List.of("httpTarget.uriOverride"));
    paths.put(uri + ".scheme", List.of("httpTarget.uriOverride.scheme"));
    paths.put(uri + ".host", List.of("httpTarget.uriOverride.host"));
    paths.put(uri + ".port", List.of("httpTarget.uriOverride.port"));
    paths.put(uri + ".path_override", List.of("httpTarget.uriOverride.path"));
    paths.put(uri + ".path_override.path", List.of("httpTarget.uriOverride.path"));
    paths.put(uri + ".query_override", List.of("httpTarget.uriOverride.query"));
    paths.put(uri + ".query_override.query_params", List.of("httpTarget.uriOverride.query"));
    paths.put(uri + ".uri_override_enforce_mode", List.of("httpTarget.uriOverride.enforceMode"));
    paths.put("http_target.http_method", List.of("httpTarget.method"));
    paths.put("http_target.header_overrides", List.of("httpTarget.headerOverrides"));
    putToken(paths, "http_target.oidc_token", "httpTarget.oidcToken", "audience");
    putToken(paths, "http_target.oauth_token", "httpTarget.oauthToken", "scope");
  }

  private static void putToken(
      Map<String, List<String>> paths, String path, String field, String second) {
    paths.put(path, List.of(field));
    paths.put(path + ".service_account_email", List.of(field + ".serviceAccountEmail"));
    paths.put(path + "." + second, List.of(field + "." + second));
  }

  private static void putRouting(Map<String, List<String>> paths, String path) {
    paths.put(path, List.of("appEngineRoutingOverride"));
    for (String part : List.of("service", "version", "instance")) {
      paths.put(path + "." + part, List.of("appEngineRoutingOverride." + part));
    }
    paths.put(path + ".host", OUTPUT_ONLY);
  }

  Optional<List<String>> covered(String path) {
    return Optional.ofNullable(paths.get(path));
  }

  /**
   * Every whole field that some path of Google's covers: who says "all" without knowing of ours
   * does not mean them.
   */
  List<String> everything() {
    Set<String> fields = new LinkedHashSet<>();
    paths.forEach((path, covered) -> {
      if (!path.startsWith(SLUICE)) {
        fields.addAll(covered);
      }
    });
    return fields.stream().filter(field -> !field.contains(".")).toList();
  }
}
