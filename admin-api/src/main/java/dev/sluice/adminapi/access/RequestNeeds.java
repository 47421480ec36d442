package dev.sluice.adminapi.access;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a request of one method needs, found in its fields. */
final class RequestNeeds {

  private static final int FULL = 2;
  private static final String VIEW = "response_view";

  /** A permission, and what it is needed on. */
  record Demand(String permission, String resource) {}

  private final Permissions.Need need;
  private final List<List<FieldDescriptor>> resources;
  private final List<List<FieldDescriptor>> views;

  /**
   * Looks up the fields once.
   *
   * @throws IllegalStateException if the request has no such field
   */
  RequestNeeds(Permissions.Need need, Descriptor request) {
    this.need = need;
    this.resources = need.resources().stream().map(path -> fields(request, path)).toList();
    this.views =
        List.of(VIEW, "requests." + VIEW).stream()
            .filter(path -> has(request, path))
            .map(path -> fields(request, path))
            .toList();
  }

  /** Everything that a request needs, each once. */
  Set<Demand> of(Message request) {
    Set<Demand> demands = new LinkedHashSet<>();
    for (int i = 0; i < resources.size(); i++) {
      for (Object resource : values(request, resources.get(i), 0)) {
        // What is not set further down is as its parent says.
        if (i == 0 || !resource.equals("")) {
          demands.add(new Demand(need.permission(), upToTheQueue((String) resource)));
        }
      }
    }
    if (asksForBodies(request)) {
      for (Demand demand : List.copyOf(demands)) {
        demands.add(new Demand(Permissions.FULL_VIEW, demand.resource()));
      }
    }
    return demands;
  }

  private boolean asksForBodies(Message request) {
    return views.stream()
        .flatMap(path -> values(request, path, 0).stream())
        .anyMatch(view -> ((EnumValueDescriptor) view).getNumber() == FULL);
  }

  /** Nothing below a queue has a policy of its own. */
  private static String upToTheQueue(String resource) {
    String[] parts = resource.split("/", 7);
    return parts.length < 7 ? resource : String.join("/", Arrays.copyOf(parts, 6));
  }

  private static List<Object> values(Message message, List<FieldDescriptor> path, int from) {
    FieldDescriptor field = path.get(from);
    List<?> own =
        field.isRepeated() ? (List<?>) message.getField(field) : List.of(message.getField(field));
    if (from == path.size() - 1) {
      return List.copyOf(own);
    }
    List<Object> found = new ArrayList<>();
    own.forEach(inner -> found.addAll(values((Message) inner, path, from + 1)));
    return found;
  }

  private static boolean has(Descriptor type, String path) {
    Descriptor at = type;
    for (String name : path.split("\\.", -1)) {
      FieldDescriptor field = at.findFieldByName(name);
      if (field == null) {
        return false;
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        at = field.getMessageType();
      }
    }
    return true;
  }

  private static List<FieldDescriptor> fields(Descriptor type, String path) {
    if (!has(type, path)) {
      throw new IllegalStateException(
          type.getFullName() + " has no " + path + " (expected: the resource that is asked about)");
    }
    List<FieldDescriptor> fields = new ArrayList<>();
    Descriptor at = type;
    for (String name : path.split("\\.", -1)) {
      FieldDescriptor field = at.findFieldByName(name);
      fields.add(field);
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        at = field.getMessageType();
      }
    }
    return List.copyOf(fields);
  }
}
