package dev.sluice.adminapi.access;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what may be secret in any message of the API: maps of headers, single headers of a queue's
 * overrides, the raw bytes of records that are no task, wherever in the message they are. So a view
 * that is added later hides them too.
 */
final class SecretFields {

  private static final String HEADERS = "headers";
  private static final String RAW = "raw";
  private static final String HEADER = "Header";

  private final SecretHeaders secret;
  private final RawSecrets raw;
  private final Map<String, Descriptor> packed = new HashMap<>();
  private final Map<Descriptor, List<FieldDescriptor>> paths = new ConcurrentHashMap<>();

  /**
   * Finds them.
   *
   * @param files whose messages may be packed in others
   */
  SecretFields(SecretHeaders secret, Collection<FileDescriptor> files) {
    this.secret = secret;
    this.raw = new RawSecrets(secret);
    for (FileDescriptor file : files) {
      file.getMessageTypes().forEach(type -> packed.put(type.getFullName(), type));
    }
  }

  /** Returns the message without secrets; the same one if it has none. */
  Message hidden(Message message) {
    Message shown = changed(message);
    return shown == null ? message : shown;
  }

  /** What is to be shown instead of a message; null: itself. */
  private @Nullable Message changed(Message message) {
    if (message instanceof Any any) {
      return changedPacked(any);
    }
    if (isHeader(message.getDescriptorForType())) {
      return changedHeader(message);
    }
    Message.Builder builder = null;
    for (FieldDescriptor field : fields(message.getDescriptorForType())) {
      Object shown = changed(message, field);
      if (shown != null) {
        builder = builder == null ? message.toBuilder() : builder;
        builder.setField(field, shown);
      }
    }
    return builder == null ? null : builder.build();
  }

  private @Nullable Object changed(Message message, FieldDescriptor field) {
    if (field.isRepeated()) {
      return message.getRepeatedFieldCount(field) == 0
          ? null
          : changedAll(field, (List<?>) message.getField(field));
    }
    if (field.hasPresence() && !message.hasField(field)) {
      return null;
    }
    return isRaw(field)
        ? raw.changed((ByteString) message.getField(field))
        : changed((Message) message.getField(field));
  }

  private @Nullable List<?> changedAll(FieldDescriptor field, List<?> messages) {
    List<Message> shown = new ArrayList<>(messages.size());
    boolean isChanged = false;
    for (Object each : messages) {
      Message message = (Message) each;
      Message other = isHeaders(field) ? changedEntry(field, message) : changed(message);
      isChanged |= other != null;
      shown.add(other == null ? message : other);
    }
    return isChanged ? shown : null;
  }

  private @Nullable Message changedEntry(FieldDescriptor field, Message entry) {
    return secret.contains((String) entry.getField(key(field)))
        ? entry.toBuilder().setField(value(field), SecretHeaders.HIDDEN).build()
        : null;
  }

  private @Nullable Message changedHeader(Message header) {
    Descriptor type = header.getDescriptorForType();
    return secret.contains((String) header.getField(type.findFieldByName("key")))
        ? header.toBuilder().setField(type.findFieldByName("value"), SecretHeaders.HIDDEN).build()
        : null;
  }

  /** Looks into a message that is packed in another. */
  private @Nullable Message changedPacked(Any any) {
    Descriptor type = packed.get(any.getTypeUrl().substring(any.getTypeUrl().indexOf('/') + 1));
    if (type == null) {
      return null;
    }
    try {
      Message shown = changed(DynamicMessage.parseFrom(type, any.getValue()));
      return shown == null ? null : any.toBuilder().setValue(shown.toByteString()).build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("cannot be: this server packed it", e);
    }
  }

  /** Fields of a type that are to be looked at; most types have none. */
  private List<FieldDescriptor> fields(Descriptor type) {
    List<FieldDescriptor> known = paths.get(type);
    if (known == null) {
      known =
          type.getFields().stream()
              .filter(field -> leadsToSecrets(field, new HashSet<>()))
              .toList();
      paths.put(type, known);
    }
    return known;
  }

  private static boolean leadsToSecrets(FieldDescriptor field, Set<Descriptor> seen) {
    if (isHeaders(field) || isRaw(field)) {
      return true;
    }
    if (field.getJavaType() != JavaType.MESSAGE || field.isMapField()) {
      return false;
    }
    Descriptor type = field.getMessageType();
    return isHeader(type)
        || type.getFullName().equals(Any.getDescriptor().getFullName())
        || (seen.add(type)
            && type.getFields().stream().anyMatch(inner -> leadsToSecrets(inner, seen)));
  }

  private static boolean isHeaders(FieldDescriptor field) {
    return field.isMapField()
        && field.getName().equals(HEADERS)
        && value(field).getJavaType() == JavaType.STRING;
  }

  private static boolean isRaw(FieldDescriptor field) {
    return field.getName().equals(RAW)
        && !field.isRepeated()
        && field.getJavaType() == JavaType.BYTE_STRING;
  }

  /** Google's {@code HttpTarget.Header}: a key and a value. */
  private static boolean isHeader(Descriptor type) {
    return type.getName().equals(HEADER)
        && type.findFieldByName("key") != null
        && type.findFieldByName("value") != null;
  }

  private static FieldDescriptor key(FieldDescriptor map) {
    return map.getMessageType().findFieldByNumber(1);
  }

  private static FieldDescriptor value(FieldDescriptor map) {
    return map.getMessageType().findFieldByNumber(2);
  }

  /** Whether a message repeats what views show in a secret's place. */
  boolean hasHidden(Message message) {
    for (FieldDescriptor field : fields(message.getDescriptorForType())) {
      Object value = message.getField(field);
      boolean found =
          isHeaders(field)
              ? ((List<?>) value).stream().anyMatch(entry -> isHidden(field, (Message) entry))
              : !isRaw(field)
                  && (field.isRepeated() ? (List<?>) value : List.of(value))
                      .stream().anyMatch(inner -> hasHidden((Message) inner));
      if (found) {
        return true;
      }
    }
    return isHeader(message.getDescriptorForType()) && isHidden(message);
  }

  private boolean isHidden(FieldDescriptor map, Message entry) {
    return secret.contains((String) entry.getField(key(map)))
        && entry.getField(value(map)).equals(SecretHeaders.HIDDEN);
  }

  private boolean isHidden(Message header) {
    Descriptor type = header.getDescriptorForType();
    return secret.contains((String) header.getField(type.findFieldByName("key")))
        && header.getField(type.findFieldByName("value")).equals(SecretHeaders.HIDDEN);
  }
}
