package dev.sluice.standalone.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** One Sluice for all tests that only use it; each test has queues of its own. */
final class SharedSluice {

  private static Optional<SluiceProcess> running = Optional.empty();

  private static Optional<RegistryFront> registry = Optional.empty();

  private SharedSluice() {}

  /** Returns where the shared process finds its schema registry. */
  static synchronized RegistryFront registry() throws IOException {
    if (registry.isEmpty()) {
      registry = Optional.of(RegistryFront.start());
    }
    return registry.get();
  }

  /** Returns the shared process, started by the first test that asks and ended with the tests. */
  static synchronized SluiceProcess get() throws Exception {
    if (running.isEmpty()) {
      Path folder =
          Files.createDirectories(Path.of("target", "e2e", "shared-" + System.nanoTime()));
      SluiceProcess started =
          SluiceProcess.start(
              folder.resolve("data").toAbsolutePath(),
              Map.of("SLUICE_REGISTRY_URLS", registry().url()));
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      running = Optional.of(started);
    }
    return running.get();
  }
}
