package dev.sluice.standalone.permission;

import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Something that Kafka must allow.
 *
 * @param type of the resource
 * @param name of the resource
 * @param prefixed whether the name is what the resources' names start with
 * @param operation on the resource
 */
public record Need(ResourceType type, String name, boolean prefixed, AclOperation operation) {

  static Need topic(String name, AclOperation operation) {
    return new Need(ResourceType.TOPIC, name, false, operation);
  }

  static Need group(String name) {
    return new Need(ResourceType.GROUP, name, false, AclOperation.READ);
  }

  static Need transactionalId(String name, boolean prefixed) {
    return new Need(ResourceType.TRANSACTIONAL_ID, name, prefixed, AclOperation.WRITE);
  }

  /** The resource in words. */
  public String resource() {
    return words(type.name(), " ") + " " + name + (prefixed ? "*" : "");
  }

  /** The operation as Kafka's tools have it, such as DescribeConfigs. */
  public String operationName() {
    StringBuilder name = new StringBuilder();
    for (String word : operation.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  /** What allows it. */
  public String command(String bootstrapServers, String principal) {
    return "kafka-acls.sh --bootstrap-server "
        + bootstrapServers
        + " --add --allow-principal '"
        + principal
        + "' --operation "
        + operationName()
        + " --"
        + words(type.name(), "-")
        + " "
        + name
        + (prefixed ? " --resource-pattern-type prefixed" : "");
  }

  private static String words(String constant, String between) {
    return constant.toLowerCase(Locale.ROOT).replace("_", between);
  }
}
