package dev.sluice.adminapi.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong with a request that the JSON parser has refused, and says it as Google's
 * front end does, with the path, which the parser does not know.
 */
final class JsonFault {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_EXCERPT_CHARS = 100;

  private JsonFault() {}

  /** Returns the first fault; empty when none is found. */
  static Optional<String> find(String json, Descriptor type) {
    try {
      return inMessage(JSON.readTree(json), type, "");
    } catch (JsonProcessingException e) {
      return Optional.of(notJson(e));
    }
  }

  /** Describes text that is not JSON, without repeating it. */
  static String notJson(JsonProcessingException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    return "Invalid JSON payload received. " + e.getOriginalMessage() + where;
  }

  private static Optional<String> inMessage(JsonNode node, Descriptor type, String path) {
    if (!node.isObject()) {
      return Optional.of(invalid(node, path, "type.googleapis.com/" + type.getFullName()));
    }
    return node.properties().stream()
        .map(property -> inProperty(property, type, path))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> inProperty(
      Map.Entry<String, JsonNode> property, Descriptor type, String path) {
    FieldDescriptor field = field(type, property.getKey());
    if (field == null) {
      String at = path.isEmpty() ? "" : " at '" + path + "'";
      return Optional.of(
          "Invalid JSON payload received. Unknown name \""
              + clip(property.getKey())
              + "\""
              + at
              + ": Cannot find field.");
    }
    String fieldPath = path.isEmpty() ? field.getName() : path + "." + field.getName();
    JsonNode value = property.getValue();
    if (value.isNull()) {
      return Optional.empty();
    }
    if (field.isRepeated() && !field.isMapField() && value.isArray()) {
      return IntStream.range(0, value.size())
          .mapToObj(i -> inValue(value.get(i), field, fieldPath + "[" + i + "]"))
          .flatMap(Optional::stream)
          .findFirst();
    }
    return inValue(value, field, fieldPath);
  }

  private static Optional<String> inValue(JsonNode value, FieldDescriptor field, String path) {
    boolean plainMessage =
        field.getJavaType() == JavaType.MESSAGE
            && !field.isMapField()
            && !field.getMessageType().getFullName().startsWith("google.protobuf.");
    if (plainMessage) {
      return inMessage(value, field.getMessageType(), path);
    }
    return parses(value, field)
        ? Optional.empty()
        : Optional.of(invalid(value, path, typeName(field)));
  }

  /** Whether the value alone is one of the field. */
  private static boolean parses(JsonNode value, FieldDescriptor field) {
    Descriptor type = field.getContainingType();
    boolean element = field.isRepeated() && !field.isMapField();
    String json = "{\"" + field.getName() + "\":" + (element ? "[" + value + "]" : value) + "}";
    try {
      JsonFormat.parser().merge(json, DynamicMessage.newBuilder(type));
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  static @Nullable FieldDescriptor field(Descriptor type, String name) {
    return type.getFields().stream()
        .filter(field -> field.getJsonName().equals(name) || field.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  static String typeName(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE ->
          field.isMapField()
              ? "Map"
              : "type.googleapis.com/" + field.getMessageType().getFullName();
      case ENUM -> "type.googleapis.com/" + field.getEnumType().getFullName();
      default -> "TYPE_" + field.getType().name();
    };
  }

  static String invalid(JsonNode value, String path, String type) {
    return path.isEmpty()
        ? "Invalid JSON payload received. Expected an object, not " + clip(value.toString()) + "."
        : "Invalid value at '" + path + "' (" + type + "), " + clip(value.toString());
  }

  private static String clip(String text) {
    return text.length() <= MAX_EXCERPT_CHARS ? text : text.substring(0, MAX_EXCERPT_CHARS) + "...";
  }
}
