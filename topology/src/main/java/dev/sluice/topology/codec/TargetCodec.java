package dev.sluice.topology.codec;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.schemas.QueueFields;
import dev.sluice.schemas.QueueTargetRules;
import dev.sluice.topology.core.TargetSettings;
import dev.sluice.topology.core.TargetSettings.Changed;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.QueueTarget;
import java.util.List;
import java.util.Optional;

/** What queues change in requests, between records and the core's opaque bytes. */
final class TargetCodec {

  private static final List<String> FIELDS =
      List.of("httpTarget", "appEngineRoutingOverride", "signingSecrets");
  private static final QueueTarget NOTHING = QueueDefaults.target(QueueDefaults.config());

  private TargetCodec() {}

  /** Returns whether a path that an update names is one of the target's. */
  static boolean isTargetField(String path) {
    return QueueFields.isField(path)
        && FIELDS.stream().anyMatch(field -> path.equals(field) || path.startsWith(field + "."));
  }

  static TargetSettings settings(QueueConfig config) {
    QueueTarget target = QueueDefaults.target(config);
    return target.equals(NOTHING)
        ? TargetSettings.NONE
        : new TargetSettings(AvroCodec.encode(target));
  }

  static QueueTarget target(TargetSettings settings) {
    return settings.isNone() ? NOTHING : AvroCodec.decode(settings.bytes(), QueueTarget.class);
  }

  /** Puts the target's fields into a configuration. */
  static void write(TargetSettings settings, QueueConfig config) {
    QueueTarget target = target(settings);
    config.setHttpTarget(target.getHttpTarget());
    config.setAppEngineRoutingOverride(target.getAppEngineRoutingOverride());
    config.setSigningSecrets(target.getSigningSecrets());
  }

  /**
   * Returns what an update does to a queue's target settings.
   *
   * @param paths those that are the target's
   */
  static TargetSettings.Change change(QueueConfig asked, List<String> paths) {
    return paths.isEmpty() ? TargetSettings.Change.NONE : old -> changed(old, asked, paths);
  }

  private static Changed changed(TargetSettings old, QueueConfig asked, List<String> paths) {
    QueueConfig current = QueueDefaults.config();
    write(old, current);
    QueueConfig merged = QueueFields.merged(current, asked, paths);
    Optional<String> violation = QueueTargetRules.violation(QueueDefaults.target(merged));
    return violation.isPresent()
        ? new Changed.Refused(violation.get())
        : new Changed.To(settings(merged));
  }
}
