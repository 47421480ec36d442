package dev.sluice.bench.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Creates tasks of all kinds at a steady rate, and remembers what it was told. */
final class Load implements AutoCloseable {

  /** A named create is tried again for so long; by then everything runs again. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();
  private static final int CROWD = 50;
  private static final int CROWD_EVERY = 1_000;
  private static final int NAME_ASKED_EVERY = 25;
  private static final Duration NAMES_KEPT = Duration.ofMinutes(50);
  private static final int MOST_DELAY_SECONDS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CREATED = 200;
  private static final int EXISTS = 409;

  private final CloudTasks api;
  private final String url;
  private final KafkaProducer<String, byte[]> records;
  private final SplittableRandom random;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Created> created = new ConcurrentLinkedQueue<>();
  private final List<Created> named = new CopyOnWriteArrayList<>();
  private final Queue<String> free = new ConcurrentLinkedQueue<>();
  private int wanted;

  Load(CloudTasks api, String bootstrapServers, String url, long seed) {
    this.api = api;
    this.url = url;
    this.random = new SplittableRandom(seed);
    this.records =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Makes the queues. */
  void createQueues() throws IOException, InterruptedException {
    Map<String, Object> retries =
        Map.of("maxAttempts", 100, "minBackoff", "0.5s", "maxBackoff", "2s");
    for (String queue : TaskKind.PLAIN_QUEUES) {
      createQueue(queue, Map.of("retryConfig", retries));
    }
    createQueue(
        "failing",
        Map.of("retryConfig", Map.of("maxAttempts", 3, "minBackoff", "0.5s", "maxBackoff", "2s")));
    createQueue(
        "slow",
        Map.of(
            "retryConfig",
            retries,
            "rateLimits",
            Map.of("maxConcurrentDispatches", TaskKind.CONCURRENT_SLOW)));
    createQueue(
        "limited",
        Map.of(
            "retryConfig",
            retries,
            "rateLimits",
            Map.of("maxDispatchesPerSecond", TaskKind.LIMITED_PER_SECOND)));
  }

  private void createQueue(String id, Map<String, ?> settings)
      throws IOException, InterruptedException {
    Map<String, Object> queue = new LinkedHashMap<>(settings);
    queue.put("name", CloudTasks.queueName(id));
    int status = api.post(CloudTasks.PARENT + "/queues", queue);
    if (status != CREATED) {
      throw new IOException("queue " + id + ": status " + status);
    }
  }

  /** Creates tasks until a time. */
  void run(Instant until, int perSecond) {
    long startNanos = System.nanoTime();
    long periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    while (Instant.now().isBefore(until)) {
      LockSupport.parkNanos(startNanos + wanted * periodNanos - System.nanoTime());
      int number = wanted++;
      TaskKind kind = kind(number);
      Instant due =
          kind == TaskKind.DELAYED
              ? Instant.now().plusMillis(random.nextInt(1, MOST_DELAY_SECONDS * 1_000))
              : Instant.now();
      if (number % NAME_ASKED_EVERY == 0) {
        var _ = threads.submit(this::askForName);
      }
      if (kind == TaskKind.RECORD) {
        write(number, kind, due);
      } else {
        var _ = threads.submit(() -> create(number, kind, due));
      }
    }
  }

  /** Slow and limited ones come in crowds, so that their queues' limits are reached, and drain. */
  private TaskKind kind(int number) {
    int place = number % CROWD_EVERY;
    if (place < CROWD) {
      return TaskKind.LIMITED;
    }
    if (place >= CROWD_EVERY / 2 && place < CROWD_EVERY / 2 + CROWD) {
      return TaskKind.SLOW;
    }
    if (random.nextInt(100) < 5) {
      return TaskKind.FAILS_ALWAYS;
    }
    List<TaskKind> others =
        List.of(
            TaskKind.PLAIN,
            TaskKind.DELAYED,
            TaskKind.UNNAMED,
            TaskKind.RECORD,
            TaskKind.FAILS_TWICE);
    return others.get(random.nextInt(others.size()));
  }

  private void create(int number, TaskKind kind, Instant due) {
    long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
    String path = CloudTasks.queueName(kind.queue(number)) + "/tasks";
    Map<String, ?> call = Map.of("task", task(number, kind, due));
    boolean acknowledged = isAcknowledged(path, call);
    while (!acknowledged && kind.named() && System.nanoTime() < giveUpNanos) {
      LockSupport.parkNanos(RETRY_NANOS);
      acknowledged = isAcknowledged(path, call);
    }
    Created task = new Created(number, kind, due, acknowledged);
    created.add(task);
    if (acknowledged && kind.named() && number % NAME_ASKED_EVERY == 1) {
      named.add(task);
    }
  }

  /** Creates some earlier task again, whatever is being done to whom; nobody may take it. */
  private void askForName() {
    if (named.isEmpty()) {
      return;
    }
    Created task = named.get(ThreadLocalRandom.current().nextInt(named.size()));
    if (task.due().isAfter(Instant.now().minus(NAMES_KEPT)) && status(task) == CREATED) {
      free.add(task.id());
    }
  }

  private int status(Created task) {
    try {
      return again(task);
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private int again(Created task) throws IOException, InterruptedException {
    return api.post(
        CloudTasks.queueName(task.kind().queue(task.number())) + "/tasks",
        Map.of("task", task(task.number(), task.kind(), Instant.now())));
  }

  /** Names that were taken, and were given away again. */
  List<String> freeNames() {
    return List.copyOf(free);
  }

  private boolean isAcknowledged(String path, Map<String, ?> call) {
    try {
      int status = api.post(path, call);
      return status == CREATED || status == EXISTS;
    } catch (IOException e) {
      // Not told anything, which is what these runs are about; the name is tried again.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Map<String, Object> task(int number, TaskKind kind, Instant due) {
    byte[] body = RecordingTarget.body(number, kind).getBytes(StandardCharsets.US_ASCII);
    Map<String, Object> task = new LinkedHashMap<>();
    if (kind.named()) {
      task.put("name", CloudTasks.queueName(kind.queue(number)) + "/tasks/task-" + number);
    }
    if (kind == TaskKind.DELAYED) {
      task.put("scheduleTime", due.toString());
    }
    task.put(
        "httpRequest",
        Map.of("url", url, "httpMethod", "POST", "body", Base64.getEncoder().encodeToString(body)));
    return task;
  }

  private void write(int number, TaskKind kind, Instant due) {
    Map<String, Object> task = task(number, kind, due);
    try {
      var _ =
          records.send(
              new ProducerRecord<>(
                  "sluice.tasks", String.valueOf(task.get("name")), JSON.writeValueAsBytes(task)),
              (_, failure) -> created.add(new Created(number, kind, due, failure == null)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until every creator knows what became of its task, and returns them all. */
  List<Created> finish() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("creators have not ended");
    }
    records.flush();
    return List.copyOf(created);
  }

  /** Creates again what was acknowledged under a name; returns the ids that were not refused. */
  List<String> createAgain(List<Created> tasks) throws IOException, InterruptedException {
    List<String> taken = new ArrayList<>();
    for (Created task : tasks) {
      int status = again(task);
      if (status != EXISTS) {
        taken.add(task.id() + " (status " + status + ")");
      }
    }
    return taken;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    records.close(Duration.ZERO);
  }
}
