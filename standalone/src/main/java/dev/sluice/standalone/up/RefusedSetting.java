package dev.sluice.standalone.up;

import dev.sluice.standalone.config.PassThrough;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Tells which setting Kafka's clients refused. They know it by their own name for it, and the
 * person who wrote it by ours.
 */
final class RefusedSetting {

  /** Kafka Streams has clients of several kinds, and takes this before the name of a setting. */
  private static final Pattern CLIENT =
      Pattern.compile("^(?:\\w+\\.)?(?:consumer|producer|admin)\\.");

  private RefusedSetting() {}

  /**
   * Returns what to tell the person who started a role.
   *
   * @param taken settings that the role passes on
   * @param failure why a client could not be made
   */
  static UserErrorException of(
      RoleSettings roles, List<PassThrough> taken, KafkaException failure) {
    String said = Sluice.rootMessage(failure);
    List<String> names =
        isAboutASetting(failure)
            ? taken.stream().flatMap(each -> named(roles.settings(), each, said)).toList()
            : List.of();
    return new UserErrorException(
        names.isEmpty()
            ? "Kafka at " + roles.bootstrapServers() + " cannot be used: " + said
            : String.join(", ", names) + ": " + said);
  }

  private static boolean isAboutASetting(KafkaException failure) {
    return Stream.<@Nullable Throwable>iterate(
            failure, Objects::nonNull, each -> Objects.requireNonNull(each).getCause())
        .anyMatch(ConfigException.class::isInstance);
  }

  private static Stream<String> named(Settings settings, PassThrough taken, String said) {
    return settings.passThrough(taken).keySet().stream()
        .filter(name -> names(said, CLIENT.matcher(name).replaceFirst("")))
        .map(name -> taken.prefix() + name);
  }

  /** Whether a text has the name, and not only one that is longer. */
  private static boolean names(String said, String name) {
    return Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "(?!\\.?\\w)")
        .matcher(said)
        .find();
  }
}
