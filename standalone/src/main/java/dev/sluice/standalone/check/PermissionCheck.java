package dev.sluice.standalone.check;

import dev.sluice.standalone.config.PassThrough;
import dev.sluice.standalone.permission.KafkaRole;
import dev.sluice.standalone.permission.Need;
import dev.sluice.standalone.permission.Permissions;
import dev.sluice.standalone.permission.PrincipalName;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** What Kafka does not allow the roles that these settings are for. */
final class PermissionCheck {

  private static final String CHECK = "permission";

  private final Surroundings around;
  private final String principal;

  PermissionCheck(Surroundings around) {
    this.around = around;
    this.principal = PrincipalName.of(around.settings().passThrough(PassThrough.KAFKA));
  }

  void look(KafkaRole role, List<Finding> findings) throws InterruptedException {
    String subject = role.name().toLowerCase(Locale.ROOT) + " as " + principal;
    try {
      List<Need> missing = new Permissions(around.admin(), around.topics()).missing(role);
      for (Need need : missing) {
        findings.add(
            Finding.failed(
                CHECK,
                subject,
                need.operationName() + " on " + need.resource() + " is not allowed",
                need.command(around.bootstrapServers(), principal)));
      }
      if (missing.isEmpty()) {
        findings.add(
            Finding.ok(CHECK, subject, "all of " + role.needs(around.topics()).size() + " needs"));
      }
    } catch (ExecutionException e) {
      findings.add(
          Finding.failed(
              CHECK, subject, Surroundings.words(e), "ask again when the cluster answers"));
    }
  }
}
