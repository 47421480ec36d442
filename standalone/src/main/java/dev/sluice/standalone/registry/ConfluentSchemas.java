package dev.sluice.standalone.registry;

import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.schemas.registry.RegistryException;
import dev.sluice.schemas.registry.SchemaSource;
import dev.sluice.standalone.config.RegistryKeys;
import dev.sluice.standalone.error.UserErrorException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Schemas as a deserializer of Confluent's gets them, with its own client: whatever that one can be
 * configured to, such as ways to say who asks, works here as in any consumer. The data are not left
 * to it, since it may wait for the network in the midst of them. Its classes are apart from ours,
 * so that only numbers and texts pass between the two.
 */
final class ConfluentSchemas implements SchemaSource {

  /** No such subject, version, schema: the error codes of Confluent's API. */
  private static final Set<Integer> ABSENT = Set.of(40401, 40402, 40403);

  private final ClassLoader classes;
  private final Object deserializer;
  private final Method schemaById;

  private ConfluentSchemas(ClassLoader classes, Object deserializer, Method schemaById) {
    this.classes = classes;
    this.deserializer = deserializer;
    this.schemaById = schemaById;
  }

  /**
   * Makes and configures a deserializer.
   *
   * @param folder jars with it and all that it needs
   * @param properties what it is configured with
   * @throws UserErrorException if it is not there, cannot be configured, or is not Confluent's
   */
  static ConfluentSchemas open(String className, Path folder, Map<String, String> properties) {
    ClassLoader classes = ForeignClasses.in(RegistryKeys.CLASS_PATH.name(), folder);
    try {
      return within(
          classes,
          () -> {
            Object made = classes.loadClass(className).getConstructor().newInstance();
            Method schemaById = made.getClass().getMethod("getSchemaById", int.class);
            made.getClass()
                .getMethod("configure", Map.class, boolean.class)
                .invoke(made, properties, false);
            return new ConfluentSchemas(classes, made, schemaById);
          });
    } catch (InvocationTargetException e) {
      throw unusable(className, said(cause(e)));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw unusable(
          className,
          e
              + " (expected: a deserializer of Confluent's, such as"
              + " io.confluent.kafka.serializers.KafkaAvroDeserializer, in a jar in "
              + folder
              + ", with all jars that it needs)");
    }
  }

  private static UserErrorException unusable(String className, String why) {
    return new UserErrorException(RegistryKeys.DESERIALIZER.name() + ": " + className + ": " + why);
  }

  @Override
  public Optional<Schema> schema(int id) {
    try {
      return within(classes, () -> Optional.of(read(id, schemaById.invoke(deserializer, id))));
    } catch (InvocationTargetException e) {
      return absent(id, cause(e));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new RegistryException("registry: " + e, 0);
    }
  }

  private static Schema read(int id, Object parsed) throws ReflectiveOperationException {
    String type = String.valueOf(parsed.getClass().getMethod("schemaType").invoke(parsed));
    if (!type.equals("AVRO")) {
      throw new UnreadableRecordException("schema " + id + ": " + type + " (expected: AVRO)");
    }
    // What it refers to is part of this text, unlike of the one that it was registered with.
    Object schema = parsed.getClass().getMethod("rawSchema").invoke(parsed);
    try {
      return new Schema.Parser().parse(String.valueOf(schema));
    } catch (AvroRuntimeException | StackOverflowError e) {
      throw new UnreadableRecordException("schema " + id + ": " + said(e), e);
    }
  }

  private static Optional<Schema> absent(int id, Throwable failure)
      throws UnreadableRecordException {
    if (number(failure, "getErrorCode").filter(ABSENT::contains).isPresent()) {
      return Optional.empty();
    }
    // Of another kind, or nonsense: there is no type of exception for it.
    Optional<String> invalid =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .map(ConfluentSchemas::said)
            .filter(text -> text.startsWith("Invalid schema"))
            .findFirst();
    if (invalid.isPresent()) {
      throw new UnreadableRecordException("schema " + id + ": " + invalid.get(), failure);
    }
    throw new RegistryException(
        "registry: " + said(failure), number(failure, "getStatus").orElse(0));
  }

  private static Optional<Integer> number(Throwable failure, String getter) {
    try {
      return failure.getClass().getMethod(getter).invoke(failure) instanceof Integer number
          ? Optional.of(number)
          : Optional.empty();
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  private static Throwable cause(InvocationTargetException e) {
    return Objects.requireNonNullElse(e.getCause(), e);
  }

  private static String said(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /** Something that foreign classes do. */
  private interface Work<T> {
    T run() throws ReflectiveOperationException;
  }

  /** Kafka's and Confluent's classes look for others by way of the thread. */
  private static <T> T within(ClassLoader classes, Work<T> work)
      throws ReflectiveOperationException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classes);
    try {
      return work.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
