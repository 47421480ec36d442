package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.testkit.RecordingTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The README's snippets, as they stand there but for ports, in the order a reader meets them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ReadmeIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private SluiceProcess sluice;
  private RecordingTarget target;

  @BeforeAll
  void start() throws Exception {
    sluice = SharedSluice.get();
    target = RecordingTarget.start();
  }

  @AfterAll
  void stop() {
    target.close();
  }

  @Test
  @Order(1)
  void curl() throws Exception {
    Tools.assume("curl");
    expectArrival(Tools.run(folder, List.of("sh", "-ec", snippet("curl"))), "/welcome");
  }

  @Test
  @Order(2)
  void node() throws Exception {
    Tools.assumeNodeClient();
    expectArrival(Tools.node("-e", snippet("node")), "/from-node");
  }

  @Test
  @Order(3)
  void java() throws Exception {
    expectArrival(runJava("FirstTask", snippet("java")), "/from-java");
  }

  @Test
  @Order(4)
  void kcat() throws Exception {
    Tools.assume("kcat");
    expectArrival(Tools.run(folder, List.of("sh", "-ec", snippet("kcat"))), "/from-kafka");
  }

  @Test
  @Order(5)
  void producer() throws Exception {
    Tools.Ran ran = runJava("FirstProduced", snippet("producer"));
    expectArrival(ran, "/from-producer");
    assertThat(ran.out()).contains("welcome-42").contains("ACCEPTED");
  }

  private Tools.Ran runJava(String name, String program) throws Exception {
    Path source = folder.resolve(name + ".java");
    Files.writeString(source, program);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    return Tools.run(folder, List.of(java, "-cp", classPath, source.toString()));
  }

  private void expectArrival(Tools.Ran ran, String path) {
    assertThat(ran.exitCode()).as(ran.out()).isZero();
    await(ran.out())
        .atMost(SOON)
        .until(() -> target.arrivals().stream().anyMatch(arrival -> arrival.path().equals(path)));
  }

  private String snippet(String name) throws Exception {
    Pattern fence =
        Pattern.compile("<!-- snippet: " + name + " -->\n```\\w*\n(.*?)```", Pattern.DOTALL);
    Matcher found =
        fence.matcher(Files.readString(SluiceProcess.launcher().resolveSibling("README.md")));
    assertThat(found.find()).as("README.md has a snippet: " + name).isTrue();
    return found
        .group(1)
        .replace("127.0.0.1:8124", sluice.bootstrapServers())
        .replace("127.0.0.1:9000", "127.0.0.1:" + target.port())
        .replace("8123", Integer.toString(sluice.port()));
  }
}
