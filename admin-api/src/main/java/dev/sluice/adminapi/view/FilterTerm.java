package dev.sluice.adminapi.view;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * One comparison of a filter. A field that a queue does not have fulfils none but {@code !=}.
 * Strings are compared without regard to case, as Cloud Logging does; {@code :} asks whether the
 * value is part of a string, and {@code field:*} whether there is a value.
 */
final class FilterTerm {

  private FilterTerm() {}

  static Predicate<Message> of(Descriptor type, String path, String operator, String value) {
    List<FieldDescriptor> fields = fields(type, path);
    FieldDescriptor last = fields.getLast();
    if (operator.equals(":") && value.equals("*")) {
      return queue -> find(queue, fields).isPresent();
    }
    if (last.isRepeated() || isPlainMessage(last)) {
      throw QueueFilter.invalid("\"" + path + "\" has no single value; only \":*\" asks for it");
    }
    Predicate<Object> test = test(last, path, operator, value);
    Predicate<Message> found = queue -> find(queue, fields).filter(test).isPresent();
    return operator.equals("!=") ? found.negate() : found;
  }

  private static List<FieldDescriptor> fields(Descriptor type, String path) {
    List<FieldDescriptor> found = new ArrayList<>();
    Descriptor in = type;
    for (String name : path.split("\\.", -1)) {
      FieldDescriptor field = in == null ? null : named(in, name).orElse(null);
      if (field == null) {
        throw QueueFilter.invalid("\"" + path + "\" is no field of a Queue");
      }
      found.add(field);
      in = isPlainMessage(field) && !field.isRepeated() ? field.getMessageType() : null;
    }
    return found;
  }

  private static Optional<FieldDescriptor> named(Descriptor type, String name) {
    return type.getFields().stream()
        .filter(field -> field.getName().equals(name) || field.getJsonName().equals(name))
        .findFirst();
  }

  private static boolean isPlainMessage(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE
        && !field.getMessageType().getFullName().startsWith("google.protobuf.");
  }

  private static Optional<Object> find(Message queue, List<FieldDescriptor> fields) {
    Message in = queue;
    for (FieldDescriptor field : fields.subList(0, fields.size() - 1)) {
      if (!in.hasField(field)) {
        return Optional.empty();
      }
      in = (Message) in.getField(field);
    }
    FieldDescriptor last = fields.getLast();
    boolean absent =
        last.isRepeated()
            ? in.getRepeatedFieldCount(last) == 0
            : last.hasPresence() && !in.hasField(last);
    return absent ? Optional.empty() : Optional.of(in.getField(last));
  }

  /** Tests a value that is there; for {@code !=} the opposite of what is asked. */
  private static Predicate<Object> test(
      FieldDescriptor field, String path, String operator, String value) {
    if (field.getJavaType() == JavaType.STRING && operator.equals(":")) {
      String part = value.toLowerCase(Locale.ROOT);
      return text -> ((String) text).toLowerCase(Locale.ROOT).contains(part);
    }
    ToIntFunction<Object> order = order(field, path, value);
    return switch (operator) {
      case "<" -> found -> order.applyAsInt(found) < 0;
      case "<=" -> found -> order.applyAsInt(found) <= 0;
      case ">" -> found -> order.applyAsInt(found) > 0;
      case ">=" -> found -> order.applyAsInt(found) >= 0;
      default -> found -> order.applyAsInt(found) == 0;
    };
  }

  /** How a queue's value stands to the filter's. */
  private static ToIntFunction<Object> order(FieldDescriptor field, String path, String value) {
    try {
      return switch (field.getJavaType()) {
        case STRING -> found -> ((String) found).compareToIgnoreCase(value);
        case INT, LONG, FLOAT, DOUBLE -> {
          double number = Double.parseDouble(value);
          yield found -> Double.compare(((Number) found).doubleValue(), number);
        }
        case ENUM -> {
          int number = number(field.getEnumType(), value);
          yield found -> Integer.compare(((EnumValueDescriptor) found).getNumber(), number);
        }
        case BOOLEAN, BYTE_STRING -> throw new NumberFormatException();
        case MESSAGE -> time(field, value);
      };
    } catch (NumberFormatException | ParseException e) {
      throw QueueFilter.invalid("\"" + value + "\" is no value of \"" + path + "\"");
    }
  }

  private static ToIntFunction<Object> time(FieldDescriptor field, String value)
      throws ParseException {
    if (field.getMessageType().getFullName().equals(Duration.getDescriptor().getFullName())) {
      Duration duration = Durations.parse(value);
      return found -> Durations.compare((Duration) found, duration);
    }
    Timestamp time = Timestamps.parse(value);
    return found -> Timestamps.compare((Timestamp) found, time);
  }

  private static int number(EnumDescriptor type, String value) {
    for (EnumValueDescriptor each : type.getValues()) {
      if (each.getName().equalsIgnoreCase(value)) {
        return each.getNumber();
      }
    }
    return Integer.parseInt(value);
  }
}
