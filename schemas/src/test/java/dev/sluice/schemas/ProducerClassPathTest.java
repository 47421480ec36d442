package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.producer.TaskProducer;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.Task;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A producer app on Java 17 needs this module, Avro and Jackson: no gRPC, no protobuf, and Kafka's
 * client only for {@code TaskProducer}.
 */
final class ProducerClassPathTest {

  private static final int JAVA_17 = 61;

  @Test
  void producerApp_withoutGrpcAndProtobuf_compilesAndRuns(@TempDir Path folder)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> lines = run("ProducerApp", producerClassPath(), folder);

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).isEqualTo("sluice.tasks " + Partitions.of(SampleRecords.QUEUE, 16));
    Task task = AvroCodec.decode(HexFormat.of().parseHex(lines.get(1)), Task.class);
    assertThat(task.getName()).isEqualTo(SampleRecords.TASK);
    assertThat(task.getHttpRequest().getMethod()).isEqualTo(HttpMethod.POST);
    assertThat(TaskJson.decode(lines.get(2).getBytes(StandardCharsets.UTF_8))).isEqualTo(task);
  }

  @Test
  void taskProducerApp_withoutGrpcAndProtobuf_compilesAndRuns(@TempDir Path folder)
      throws IOException, InterruptedException, URISyntaxException {
    String classPath = producerClassPath("kafka-clients-");
    assertThat(classPath).contains("kafka-clients");

    List<String> lines = run("TaskProducerApp", classPath, folder);

    assertThat(lines)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("HttpTarget.url must start with"),
            line ->
                assertThat(line)
                    .startsWith(SampleRecords.TASK + ": not acknowledged by sluice.tasks")
                    .contains("Topic sluice.tasks not present in metadata after 10 ms"));
  }

  @ParameterizedTest
  @ValueSource(classes = {AvroCodec.class, TaskJson.class, Task.class, TaskProducer.class})
  void classFile_ofThisModule_isForJava17(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class");
        DataInputStream data = new DataInputStream(Objects.requireNonNull(in))) {
      assertThat(data.readInt()).isEqualTo(0xCAFEBABE);
      data.readUnsignedShort();
      assertThat(data.readUnsignedShort()).isEqualTo(JAVA_17);
    }
  }

  private static String producerClassPath(String... others) {
    String[] all = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    String kept =
        Arrays.stream(all)
            .filter(entry -> isProducers(entry, others))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(kept).doesNotContain("grpc").doesNotContain("protobuf");
    assertThat(kept.contains("kafka")).isEqualTo(others.length > 0);
    assertThat(all.length).isGreaterThan(kept.split(File.pathSeparator, -1).length);
    return kept;
  }

  private static boolean isProducers(String entry, String... others) {
    String name = String.valueOf(Path.of(entry).getFileName());
    return name.equals("classes")
        || Stream.concat(
                Stream.of("avro-", "jackson-", "slf4j-api-", "jspecify-"), Stream.of(others))
            .anyMatch(name::startsWith);
  }

  private static void compile(String app, String classPath, Path folder) throws URISyntaxException {
    URL source =
        Objects.requireNonNull(
            ProducerClassPathTest.class.getResource("/producer/" + app + ".java"));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--release",
                "17",
                "-proc:none",
                "-classpath",
                classPath,
                "-d",
                folder.toString(),
                Path.of(source.toURI()).toString());
    assertThat(result).as("result of javac, its messages are in the log").isZero();
  }

  private static List<String> run(String app, String classPath, Path folder)
      throws IOException, InterruptedException, URISyntaxException {
    compile(app, classPath, folder);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(java.toString(), "-cp", classPath + File.pathSeparator + folder, app)
            .redirectError(errors.toFile())
            .start();
    try (InputStream out = process.getInputStream()) {
      List<String> lines = new String(out.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as("exit value, see %s", errors).isZero();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }
}
