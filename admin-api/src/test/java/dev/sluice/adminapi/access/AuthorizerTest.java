package dev.sluice.adminapi.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.iam.v1.Binding;
import com.google.iam.v1.Policy;
import com.google.type.Expr;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AuthorizerTest {

  private static final String QUEUE = "projects/p/locations/l/queues/q";
  private static final String GET = "cloudtasks.queues.get";
  private static final Principal ANN = Principal.of("user:Ann@Example.com", Set.of());

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "'*', " + QUEUE + ", true",
    "'*', nonsense, true",
    "projects/p, " + QUEUE + ", true",
    "projects/p, projects/p, true",
    "projects/p, projects/p/locations/l, true",
    "projects/p, projects/pp/locations/l/queues/q, false",
    "projects/p/locations/l, " + QUEUE + ", true",
    "projects/p/locations/l, projects/p, false",
    "projects/p/locations/l, projects/p/locations/m/queues/q, false",
    QUEUE + ", " + QUEUE + ", true",
    QUEUE + ", " + QUEUE + "/tasks/t, true",
    QUEUE + ", projects/p/locations/l/queues/qq, false",
    QUEUE + ", projects/p/locations/l, false",
    QUEUE + ", projects/p/locations/l/queues/q/, true",
    QUEUE + ", '', false",
    QUEUE + ", /, false",
  })
  void allows_whatWasGrantedOnIt_orAboveIt(String granted, String asked, boolean allowed)
      throws Exception {
    Authorizer authorizer = withFile(policy(granted, "roles/viewer", "user:ann@example.com"));

    assertThat(authorizer.allows(ANN, GET, asked)).isEqualTo(allowed);
  }

  @Test
  void allows_otherPermissionsAndMembers_isFalse() throws Exception {
    Authorizer authorizer = withFile(policy("*", "roles/viewer", "user:ann@example.com"));

    assertThat(authorizer.allows(ANN, "cloudtasks.queues.delete", QUEUE)).isFalse();
    assertThat(authorizer.allows(Principal.of("user:bob@example.com", Set.of()), GET, QUEUE))
        .isFalse();
  }

  @Test
  void allows_everybodyWhoIsAuthenticated_ifGrantedToThem() throws Exception {
    Authorizer authorizer = withFile(policy("*", "roles/viewer", "allAuthenticatedUsers"));

    assertThat(authorizer.allows(ANN, GET, QUEUE)).isTrue();
  }

  @Test
  void allows_whatTheQueuesOwnPolicyGrants_onThatQueueOnly() throws Exception {
    QueuePolicies queues =
        queue -> queue.equals(QUEUE) ? Optional.of(queuePolicy(false)) : Optional.empty();
    Authorizer authorizer = new Authorizer(Optional.of(file("{}")), queues);

    assertThat(authorizer.allows(ANN, GET, QUEUE)).isTrue();
    assertThat(authorizer.allows(ANN, GET, QUEUE + "/tasks/t")).isTrue();
    assertThat(authorizer.allows(ANN, GET, QUEUE + "q")).isFalse();
    assertThat(authorizer.allows(ANN, GET, "projects/p/locations/l")).isFalse();
  }

  @Test
  void allows_whatDependsOnACondition_isFalse() throws Exception {
    Authorizer authorizer =
        new Authorizer(Optional.of(file("{}")), queue -> Optional.of(queuePolicy(true)));

    assertThat(authorizer.allows(ANN, GET, QUEUE)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | the file (expected: resources",
        "queues/q: {bindings: []} | resource: queues/q (expected: projects/P,",
        "projects/p: {} | projects/p: bindings (expected: a list)",
        "projects/p: {bindings: [{role: roles/boss, members: []}]} | role: roles/boss (expected:",
        "projects/p: {bindings: [{role: roles/viewer, members: [ann]}]} | member: ann (expected:",
        "projects/p: {bindings: [{role: roles/viewer, condition: {}}]} | a binding has condition",
        "{projects/p: {bindings: []}, projects/p: {bindings: []}} | line 1: not YAML or JSON",
        "'{' | line 1: not YAML or JSON",
      })
  void open_aFileThatIsWrong_saysWhatAndWhere(String text, String message) throws Exception {
    Path file = file(text);

    assertThatThrownBy(() -> new Authorizer(Optional.of(file), QueuePolicies.NONE))
        .isInstanceOf(AccessConfigException.class)
        .hasMessageContaining("policy file " + file + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void look_aFileThatHasChanged_holds_andOneThatIsWrongDoesNot() throws Exception {
    Path file = file(policy("*", "roles/viewer", "user:bob@example.com"));
    Authorizer authorizer = new Authorizer(Optional.of(file), QueuePolicies.NONE);
    assertThat(authorizer.allows(ANN, GET, QUEUE)).isFalse();

    Files.writeString(file, policy("*", "roles/viewer", "user:ann@example.com"));
    authorizer.look();
    assertThat(authorizer.allows(ANN, GET, QUEUE)).isTrue();

    Files.writeString(file, "nonsense");
    authorizer.look();
    Files.delete(file);
    authorizer.look();
    assertThat(authorizer.allows(ANN, GET, QUEUE)).isTrue();
  }

  private static Policy queuePolicy(boolean conditional) {
    Binding.Builder binding =
        Binding.newBuilder().setRole("roles/viewer").addMembers("user:ANN@example.com");
    if (conditional) {
      binding.setCondition(Expr.newBuilder().setExpression("request.time < timestamp('2020')"));
    }
    return Policy.newBuilder().addBindings(binding).build();
  }

  private static String policy(String resource, String role, String member) {
    return """
    {"%s": {"bindings": [{"role": "%s", "members": ["%s"]}], "etag": "x", "version": 1}}
    """
        .formatted(resource, role, member);
  }

  private Authorizer withFile(String text) throws Exception {
    return new Authorizer(Optional.of(file(text)), QueuePolicies.NONE);
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("policy.yaml"), text);
  }
}
