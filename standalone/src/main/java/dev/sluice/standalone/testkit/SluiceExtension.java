package dev.sluice.standalone.testkit;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sluice for JUnit tests, and a target for its requests:
 *
 * <pre>{@code
 * @RegisterExtension static final SluiceExtension sluice = SluiceExtension.start();
 * }</pre>
 *
 * The server is one for all test classes of the process, started by the first and stopped at the
 * end. The target is one for a test class and the classes nested in it. After each test all queues
 * are gone, and the target answers 200 again.
 */
public final class SluiceExtension
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private static @Nullable SluiceServer shared;

  private @Nullable SluiceServer server;
  private @Nullable RecordingTarget target;
  private String targetOf = "";

  private SluiceExtension() {}

  /** An extension; the server is started before the first test. */
  public static SluiceExtension start() {
    return new SluiceExtension();
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    server = shared();
    // JUnit calls this for nested classes, too, which share the target of the outermost.
    if (target == null) {
      target = RecordingTarget.start();
      targetOf = context.getUniqueId();
    }
  }

  private static synchronized SluiceServer shared() {
    SluiceServer running = shared;
    if (running == null) {
      running = SluiceServer.start();
      Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop-sluice"));
      shared = running;
    }
    return running;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    server().purge();
    target().reset();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (target != null && targetOf.equals(context.getUniqueId())) {
      target.close();
      target = null;
    }
  }

  /** The server. */
  public SluiceServer server() {
    if (server == null) {
      throw new IllegalStateException(
          "SluiceExtension: not started (expected: a static field with @RegisterExtension)");
    }
    return server;
  }

  /** A target for tasks' requests, which answers 200 unless told otherwise. */
  public RecordingTarget target() {
    if (target == null) {
      throw new IllegalStateException(
          "SluiceExtension: not started (expected: a static field with @RegisterExtension)");
    }
    return target;
  }

  /** Where clients connect to, as {@link SluiceServer#endpoint}. */
  public String endpoint() {
    return server().endpoint();
  }

  /** As {@link SluiceServer#purge}. */
  public void purge() {
    server().purge();
  }

  /** As {@link SluiceServer#advance}. */
  public void advance(Duration time) {
    server().advance(time);
  }

  /** As {@link RecordingTarget#failNext}. */
  public void failNext(String queueId, int status, int times) {
    target().failNext(queueId, status, times);
  }
}
