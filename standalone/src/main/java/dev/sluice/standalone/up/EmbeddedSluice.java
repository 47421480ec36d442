package dev.sluice.standalone.up;

import dev.sluice.standalone.client.Rest;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.standalone.data.DataFolder;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.topology.MicroClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What {@code sluice up} runs, in somebody else's process, with a clock that can be advanced. */
public final class EmbeddedSluice implements AutoCloseable {

  /** How long running attempts may take to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final DataFolder folder;
  private final Parts parts;
  private final Sluice sluice;
  private final AtomicLong aheadMicros;

  private EmbeddedSluice(DataFolder folder, Parts parts, Sluice sluice, AtomicLong aheadMicros) {
    this.folder = folder;
    this.parts = parts;
    this.sluice = sluice;
    this.aheadMicros = aheadMicros;
  }

  /**
   * Starts it and waits until it can serve.
   *
   * @param data folder of everything that is kept; nobody else may use it
   * @param given settings by name, as {@code sluice.partitions}
   * @throws UserErrorException if a setting is wrong or it cannot be started
   */
  public static EmbeddedSluice start(Path data, Map<String, String> given)
      throws InterruptedException {
    SettingsLoader loader = new SettingsLoader();
    given.forEach((name, value) -> loader.setting(name, value, "start"));
    loader.option(Keys.DATA, "data", data.toString());
    Settings settings = loader.load();
    AtomicLong aheadMicros = new AtomicLong();
    MicroClock machine = MicroClock.system();
    Clocks clocks =
        new Clocks(
            () -> machine.nowMicros() + aheadMicros.get(),
            () -> Instant.now().plusNanos(aheadMicros.get() * 1_000));
    DataFolder folder = DataFolder.open(data, ProcessHandle.current().pid());
    Parts parts = new Parts();
    try {
      Sluice sluice = Sluice.start(settings, folder, parts, clocks);
      new Watch(sluice::isReady, sluice::failure, sluice::waitingFor).awaitReady();
      return new EmbeddedSluice(folder, parts, sluice, aheadMicros);
    } catch (RuntimeException | InterruptedException e) {
      parts.stop(Duration.ZERO);
      folder.close();
      throw e;
    }
  }

  /** The port of the API. */
  public int port() {
    return sluice.port();
  }

  /** The address of Kafka. */
  public String bootstrapServers() {
    return sluice.bootstrapServers();
  }

  /** Its API, as this process may call it. */
  public Rest rest() {
    return new Rest("http://127.0.0.1:" + port(), sluice.credentials());
  }

  /** How far its clock is ahead of the machine's. */
  public Duration ahead() {
    return Duration.ofNanos(aheadMicros.get() * 1_000);
  }

  /** Advances its clock. */
  public void advance(Duration time) {
    aheadMicros.addAndGet(time.toNanos() / 1_000);
  }

  /** Stops it; running attempts may take 5 s to end. */
  @Override
  public void close() {
    parts.stop(PATIENCE);
    folder.close();
  }
}
