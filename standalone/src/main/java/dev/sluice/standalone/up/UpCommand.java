package dev.sluice.standalone.up;

import ch.qos.logback.classic.Level;
import dev.sluice.standalone.client.Rest;
import dev.sluice.standalone.config.ApiKeys;
import dev.sluice.standalone.config.Key;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.standalone.data.DataFolder;
import dev.sluice.standalone.demo.Demo;
import dev.sluice.standalone.error.UserErrorException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice up}. */
@Command(
    name = "up",
    description = "run everything in one process, and keep its data in a folder",
    footer = {"", "Ctrl-C, or SIGTERM, ends it: running attempts may end, nothing is lost."})
public final class UpCommand implements Callable<Integer> {

  /** The file in the data folder that keeps how many there are. */
  private static final String PARTITIONS = "partitions";

  @Option(names = "--port", paramLabel = "PORT", description = "port of the API (default: 8123)")
  private @Nullable String port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "address the API listens on (default: 127.0.0.1)")
  private @Nullable String bind;

  @Option(
      names = "--insecure",
      description = "let others in although nobody is authenticated: any --bind address")
  private boolean insecure;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder of everything that is kept (default: .sluice)")
  private @Nullable String data;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "use this Kafka instead of an embedded one")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "scheduler partitions, fixed and kept by the first start (default: 4)")
  private @Nullable String partitions;

  @Option(
      names = "--queues",
      paramLabel = "FILE",
      description = "create or update the queues of a YAML or JSON file")
  private @Nullable Path queues;

  @Option(names = "--config", paramLabel = "FILE", description = "settings: see sluice config")
  private @Nullable Path config;

  @Option(names = "--fsync", description = "embedded Kafka: survive a power loss, at some speed")
  private boolean fsync;

  @Option(names = "--demo", description = "show tasks being delivered, retried and dead-lettered")
  private boolean demo;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (demo) {
      quiet();
    }
    Settings given = settings();
    Optional<QueueFile> file = given.get(ApiKeys.QUEUES_FILE).map(QueueFile::read);
    DataFolder folder = DataFolder.open(given.get(Keys.DATA), ProcessHandle.current().pid());
    Settings settings = withPartitionsOf(folder, given);
    Listen.check(settings);
    SchedulerCommand.requireSecret(settings);
    Lifetime lifetime = Lifetime.begin(settings.get(Keys.GRACE));
    try {
      Sluice sluice = Sluice.start(settings, folder, lifetime.parts(), Clocks.system());
      Watch watch = new Watch(sluice::isReady, sluice::failure, sluice::waitingFor);
      watch.awaitReady();
      folder.note(PARTITIONS, settings.get(Keys.PARTITIONS) + "\n");
      serve(sluice, watch, Listen.apiUrl(settings, sluice.port()), file, lifetime);
      return 0;
    } catch (RuntimeException | Error e) {
      if (lifetime.isEnding()) {
        // Half-started parts are expected to fail while the others are being stopped.
        lifetime.awaitEnd();
      }
      lifetime.fail();
      throw e;
    }
  }

  /** The lines of the demo are to be read; what is wrong is still told. */
  private static void quiet() {
    if (System.getenv("SLUICE_LOG") == null
        && LoggerFactory.getLogger("dev.sluice") instanceof ch.qos.logback.classic.Logger ours) {
      ours.setLevel(Level.WARN);
    }
  }

  private Settings settings() {
    SettingsLoader loader = new SettingsLoader();
    if (config != null) {
      loader.file(config);
    }
    loader.environment(System.getenv());
    option(loader, ApiKeys.PORT, "--port", port);
    option(loader, ApiKeys.BIND, "--bind", bind);
    option(loader, ApiKeys.INSECURE, "--insecure", insecure ? "true" : null);
    option(loader, Keys.DATA, "--data", data);
    option(loader, Keys.BOOTSTRAP_SERVERS, "--bootstrap-servers", bootstrapServers);
    option(loader, Keys.PARTITIONS, "--partitions", partitions);
    option(loader, ApiKeys.QUEUES_FILE, "--queues", queues == null ? null : queues.toString());
    option(loader, Keys.BROKER_FSYNC, "--fsync", fsync ? "true" : null);
    return loader.load();
  }

  /** What the first start was told need not be told again. */
  private static Settings withPartitionsOf(DataFolder folder, Settings given) {
    return given.orKept(
        Keys.PARTITIONS, folder.read(PARTITIONS), folder.part(PARTITIONS).toString());
  }

  private static void option(
      SettingsLoader loader, Key<?> key, String option, @Nullable String value) {
    if (value != null) {
      loader.option(key, option, value);
    }
  }

  private void serve(
      Sluice sluice, Watch watch, String url, Optional<QueueFile> file, Lifetime lifetime)
      throws InterruptedException {
    Rest rest = new Rest(url, sluice.credentials());
    file.ifPresent(queueFile -> queueFile.apply(rest));
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("Sluice is ready on " + url);
    out.flush();
    if (demo) {
      Thread.ofVirtual().name("demo").start(() -> runDemo(rest, url, sluice, lifetime, out));
    }
    watch.watch();
  }

  private static void runDemo(
      Rest rest, String url, Sluice sluice, Lifetime lifetime, PrintWriter out) {
    try {
      Demo.run(rest, url, sluice.bootstrapServers(), out);
    } catch (UserErrorException e) {
      if (!lifetime.isEnding()) {
        out.println("The demo failed: " + e.getMessage());
        out.flush();
      }
    }
  }
}
