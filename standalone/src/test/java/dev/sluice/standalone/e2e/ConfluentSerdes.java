package dev.sluice.standalone.e2e;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serializer;

/** Confluent's own serializer and deserializer. */
final class ConfluentSerdes implements AutoCloseable {

  /** The folder of the jar that the build fetched: they, and all that they need. */
  static final Path FOLDER = Path.of("target/confluent").toAbsolutePath();

  private static final String SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";
  private static final String DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";

  private final URLClassLoader classes;
  private final Object serializer;
  private final Object deserializer;

  private ConfluentSerdes(URLClassLoader classes, String registryUrl)
      throws ReflectiveOperationException {
    this.classes = classes;
    this.serializer = configured(classes, SERIALIZER, registryUrl);
    this.deserializer = configured(classes, DESERIALIZER, registryUrl);
  }

  /** Apart from our class path, with Kafka's and Avro's classes of their own. */
  static ConfluentSerdes apart(String registryUrl) throws ReflectiveOperationException {
    return new ConfluentSerdes(classes(ClassLoader.getPlatformClassLoader()), registryUrl);
  }

  /** A serializer as in an application that has ours and Confluent's jars on one class path. */
  @SuppressWarnings("unchecked")
  static Serializer<Object> serializerBesideOurs(String registryUrl)
      throws ReflectiveOperationException {
    return (Serializer<Object>)
        configured(classes(ConfluentSerdes.class.getClassLoader()), SERIALIZER, registryUrl);
  }

  private static URLClassLoader classes(ClassLoader parent) {
    File[] jars =
        Objects.requireNonNull(
            FOLDER.toFile().listFiles((folder, name) -> name.endsWith(".jar")), FOLDER.toString());
    return new URLClassLoader(
        Arrays.stream(jars).map(ConfluentSerdes::url).toArray(URL[]::new), parent);
  }

  private static URL url(File jar) {
    try {
      return jar.toURI().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object configured(ClassLoader classes, String name, String registryUrl)
      throws ReflectiveOperationException {
    Object made = classes.loadClass(name).getConstructor().newInstance();
    // Kafka's settings look for the classes that they name with the thread's loader.
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(classes);
    try {
      made.getClass()
          .getMethod("configure", Map.class, boolean.class)
          .invoke(made, Map.of("schema.registry.url", registryUrl), false);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    return made;
  }

  /** Serializes what is written in Avro's JSON. */
  byte[] serialize(String topic, String schema, String json) throws ReflectiveOperationException {
    return (byte[])
        serializer
            .getClass()
            .getMethod("serialize", String.class, Object.class)
            .invoke(serializer, topic, record(schema, json));
  }

  private Object record(String text, String json) throws ReflectiveOperationException {
    Class<?> schemas = classes.loadClass("org.apache.avro.Schema");
    Class<?> parsers = classes.loadClass("org.apache.avro.Schema$Parser");
    Class<?> decoders = classes.loadClass("org.apache.avro.io.DecoderFactory");
    Class<?> readers = classes.loadClass("org.apache.avro.generic.GenericDatumReader");
    Object parser = parsers.getConstructor().newInstance();
    Object schema = parsers.getMethod("parse", String.class).invoke(parser, text);
    Object decoder =
        decoders
            .getMethod("jsonDecoder", schemas, String.class)
            .invoke(decoders.getMethod("get").invoke(null), schema, json);
    return readers
        .getMethod("read", Object.class, classes.loadClass("org.apache.avro.io.Decoder"))
        .invoke(readers.getConstructor(schemas).newInstance(schema), null, decoder);
  }

  /** Returns a value as Avro shows it. */
  String deserialize(String topic, byte[] value) throws ReflectiveOperationException {
    return String.valueOf(
        deserializer
            .getClass()
            .getMethod("deserialize", String.class, byte[].class)
            .invoke(deserializer, topic, value));
  }

  @Override
  public void close() throws IOException {
    classes.close();
  }
}
