package dev.sluice.adminapi.view;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.Map;

/**
 * Turns messages of one version of the API into those of another, which have the same names but
 * other numbers: every field goes to the one of its name. A field that has none there is left out.
 */
final class SameNames {

  private SameNames() {}

  /** Fills a message and returns it. */
  static <B extends Message.Builder> B copy(Message from, B to) {
    for (Map.Entry<FieldDescriptor, Object> entry : from.getAllFields().entrySet()) {
      FieldDescriptor field = to.getDescriptorForType().findFieldByName(entry.getKey().getName());
      if (field == null) {
        continue;
      }
      if (field.isRepeated()) {
        for (Object element : (Iterable<?>) entry.getValue()) {
          to.addRepeatedField(field, value(element, field, to));
        }
      } else {
        to.setField(field, value(entry.getValue(), field, to));
      }
    }
    return to;
  }

  private static Object value(Object value, FieldDescriptor field, Message.Builder to) {
    if (field.getJavaType() == JavaType.ENUM) {
      EnumDescriptor type = field.getEnumType();
      return type.findValueByNumberCreatingIfUnknown(((EnumValueDescriptor) value).getNumber());
    }
    if (field.getJavaType() != JavaType.MESSAGE) {
      return value;
    }
    Message message = (Message) value;
    return message.getDescriptorForType().equals(field.getMessageType())
        ? message
        : copy(message, to.newBuilderForField(field)).build();
  }
}
