package dev.sluice.standalone.permission;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom Kafka takes us for, as far as our own settings tell. Only the brokers know: they may map
 * names as they like.
 */
public final class PrincipalName {

  private static final Pattern USER = Pattern.compile("\\busername\\s*=\\s*[\"']([^\"']*)[\"']");

  private PrincipalName() {}

  /** The principal, such as {@code User:sluice}, or a placeholder that says what it is. */
  public static String of(Map<String, String> kafka) {
    String protocol = kafka.getOrDefault("security.protocol", "PLAINTEXT");
    Matcher user = USER.matcher(kafka.getOrDefault("sasl.jaas.config", ""));
    if (protocol.startsWith("SASL_")) {
      return user.find() ? "User:" + user.group(1) : "User:NAME_THAT_SASL_GIVES";
    }
    boolean certificate =
        kafka.containsKey("ssl.keystore.location") || kafka.containsKey("ssl.keystore.key");
    return protocol.equals("SSL") && certificate
        ? "User:NAME_IN_THE_CERTIFICATE"
        : "User:ANONYMOUS";
  }
}
