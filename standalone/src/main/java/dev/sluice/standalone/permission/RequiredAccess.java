package dev.sluice.standalone.permission;

import dev.sluice.schemas.TopicNames;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.PassThrough;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Stops a role that Kafka would refuse something, before it has begun. */
public final class RequiredAccess {

  private RequiredAccess() {}

  /**
   * Asks Kafka whether it allows all that a role needs. Waits for a cluster that does not answer.
   *
   * @throws UserErrorException naming all that it does not, and what would allow it
   */
  public static void check(Settings settings, KafkaRole role) throws InterruptedException {
    try (Admin admin = Admin.create(clientProperties(settings))) {
      check(admin, settings, role);
    } catch (ExecutionException | KafkaException e) {
      throw unusable(settings, e);
    }
  }

  /**
   * Asks Kafka through a client that is there. Waits for a cluster that does not answer.
   *
   * @throws UserErrorException naming all that it does not, and what would allow it
   * @throws ExecutionException if Kafka cannot be asked
   */
  public static void check(Admin admin, Settings settings, KafkaRole role)
      throws ExecutionException, InterruptedException {
    AwaitedKafka.await(admin, settings.get(Keys.BOOTSTRAP_SERVERS));
    List<Need> missing =
        new Permissions(admin, new TopicNames(settings.get(Keys.TOPIC_PREFIX))).missing(role);
    if (!missing.isEmpty()) {
      throw new UserErrorException(message(settings, missing));
    }
  }

  private static String message(Settings settings, List<Need> missing) {
    String principal = PrincipalName.of(settings.passThrough(PassThrough.KAFKA));
    return "Kafka does not allow "
        + principal
        + ": "
        + missing.stream()
            .map(need -> need.operationName() + " on " + need.resource())
            .collect(Collectors.joining(", "))
        + " (expected: allowed, as by "
        + missing.stream()
            .map(need -> need.command(settings.get(Keys.BOOTSTRAP_SERVERS), principal))
            .collect(Collectors.joining("; "))
        + ")";
  }

  /** What clients of the cluster are made with. */
  public static Map<String, Object> clientProperties(Settings settings) {
    Map<String, Object> properties = new HashMap<>(settings.passThrough(PassThrough.KAFKA));
    properties.put("bootstrap.servers", settings.get(Keys.BOOTSTRAP_SERVERS));
    return properties;
  }

  /** The error of a cluster that cannot be used. */
  public static UserErrorException unusable(Settings settings, Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new UserErrorException(
        "Kafka at "
            + settings.get(Keys.BOOTSTRAP_SERVERS)
            + " cannot be used: "
            + cause.getMessage());
  }
}
