package dev.sluice.adminapi.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file of policies, YAML or JSON: a resource, and what Google's policies say of it ({@code
 * bindings} of a role to members). A resource is {@code projects/P}, a location, a queue, or {@code
 * "*"} for everything.
 */
final class PolicyFile {

  private static final Pattern RESOURCE =
      Pattern.compile("\\*|projects/[^/]+(/locations/[^/]+(/queues/[^/]+)?)?");
  private static final Set<String> POLICY_FIELDS = Set.of("bindings", "etag", "version");
  private static final Set<String> BINDING_FIELDS = Set.of("role", "members");

  private PolicyFile() {}

  /**
   * Reads one: for each resource, for each member, the permissions.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Map<String, Map<String, Set<String>>> read(byte[] contents) {
    JsonNode root = parse(new String(contents, StandardCharsets.UTF_8));
    if (!root.isObject()) {
      throw wrong("the file", "resources such as projects/demo with a policy each");
    }
    Map<String, Map<String, Set<String>>> policies = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      String resource = entry.getKey();
      if (!RESOURCE.matcher(resource).matches()) {
        throw wrong(
            "resource: " + resource, "projects/P, projects/P/locations/L, a queue's name, or *");
      }
      policies.put(resource, grants(resource, entry.getValue()));
    }
    return Map.copyOf(policies);
  }

  private static JsonNode parse(String text) {
    YAMLFactory format =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try {
      return new YAMLMapper(format).readTree(text);
    } catch (JsonProcessingException e) {
      String at = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
      throw new IllegalArgumentException(at + "not YAML or JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Map<String, Set<String>> grants(String resource, JsonNode policy) {
    requireFields(resource, policy, POLICY_FIELDS);
    Map<String, Set<String>> grants = new HashMap<>();
    for (JsonNode binding : requireList(resource + ": bindings", policy.path("bindings"))) {
      requireFields(resource + ": a binding", binding, BINDING_FIELDS);
      String role = binding.path("role").asText();
      if (!Roles.isKnown(role)) {
        throw wrong(resource + ": role: " + role, "one of " + Roles.names());
      }
      for (JsonNode member : requireList(resource + ": members", binding.path("members"))) {
        grants
            .computeIfAbsent(member(resource, member.asText()), any -> new HashSet<>())
            .addAll(Roles.permissions(role));
      }
    }
    return grants;
  }

  private static String member(String resource, String member) {
    if (!Members.isOne(member)) {
      throw wrong(
          resource + ": member: " + member,
          "such as user:ann@example.com, serviceAccount:..., domain:..., principal://...,"
              + " principalSet://... or allAuthenticatedUsers");
    }
    return Principal.normal(member);
  }

  /** A field that is not understood, such as a condition, would grant more than it says. */
  private static void requireFields(String what, JsonNode node, Set<String> known) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.contains(field.getKey())) {
        throw wrong(what + " has " + field.getKey(), "only " + String.join(", ", known));
      }
    }
  }

  private static JsonNode requireList(String what, JsonNode node) {
    if (!node.isArray()) {
      throw wrong(what, "a list");
    }
    return node;
  }

  private static IllegalArgumentException wrong(String what, String expected) {
    return new IllegalArgumentException(what + " (expected: " + expected + ")");
  }
}
