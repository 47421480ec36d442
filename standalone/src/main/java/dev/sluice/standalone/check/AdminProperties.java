package dev.sluice.standalone.check;

import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.permission.RequiredAccess;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** What the check's own client is made with: patient for seconds, not for minutes. */
final class AdminProperties {

  private static final String REQUEST = AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG;
  private static final String CALL = AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG;
  private static final int REQUEST_MS = 5_000;
  private static final int CALL_MS = 10_000;

  private AdminProperties() {}

  /** Kafka refuses a call that may take less time than a request of it: ours yields to theirs. */
  static Map<String, Object> of(Settings settings) {
    Map<String, Object> properties = new HashMap<>(RequiredAccess.clientProperties(settings));
    if (!properties.containsKey(CALL)) {
      properties.put(CALL, Math.max(CALL_MS, number(properties, REQUEST, CALL_MS)));
    }
    properties.putIfAbsent(REQUEST, Math.min(REQUEST_MS, number(properties, CALL, REQUEST_MS)));
    return properties;
  }

  /** What is not a number is left for Kafka to refuse, by its name. */
  private static int number(Map<String, Object> properties, String name, int otherwise) {
    String value = String.valueOf(properties.get(name)).strip();
    return value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : otherwise;
  }
}
