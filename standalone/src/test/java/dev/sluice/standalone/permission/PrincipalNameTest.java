package dev.sluice.standalone.permission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

final class PrincipalNameTest {

  @Test
  void of_saslWithAName_isThatUser() {
    assertThat(
            PrincipalName.of(
                Map.of(
                    "security.protocol",
                    "SASL_SSL",
                    "sasl.jaas.config",
                    "some.Module required username = 'worker' password=\"x\";")))
        .isEqualTo("User:worker");
  }

  @Test
  void of_whatOnlyBrokersKnow_isAPlaceholder() {
    assertThat(PrincipalName.of(Map.of())).isEqualTo("User:ANONYMOUS");
    assertThat(PrincipalName.of(Map.of("security.protocol", "SASL_SSL")))
        .isEqualTo("User:NAME_THAT_SASL_GIVES");
    assertThat(
            PrincipalName.of(
                Map.of("security.protocol", "SSL", "ssl.keystore.location", "/some/file")))
        .isEqualTo("User:NAME_IN_THE_CERTIFICATE");
  }

  @Test
  void command_ofANeed_isWhatKafkasToolTakes() {
    assertThat(
            Need.topic("sluice.tasks", AclOperation.DESCRIBE_CONFIGS).command("k:9092", "User:w"))
        .isEqualTo(
            "kafka-acls.sh --bootstrap-server k:9092 --add --allow-principal 'User:w'"
                + " --operation DescribeConfigs --topic sluice.tasks");
    assertThat(Need.transactionalId("sluice.scheduler", true).command("k:9092", "User:w"))
        .endsWith(
            "--operation Write --transactional-id sluice.scheduler"
                + " --resource-pattern-type prefixed");
  }
}
