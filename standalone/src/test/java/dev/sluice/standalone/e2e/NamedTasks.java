package dev.sluice.standalone.e2e;

import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.api.gax.rpc.ApiException;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.HttpMethod;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Creates numbered tasks through Google's clients and remembers what each call was told. */
final class NamedTasks {

  private static final String PARENT = "projects/demo/locations/us-central1/queues/";
  private static final int CONCURRENCY = 8;

  /** What a call was told. */
  enum Told {
    ACKNOWLEDGED,
    EXISTS,
    FAILED
  }

  private final String queue;
  private final String url;
  private final int delayedSeconds;
  private final Map<String, Told> told = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private final AtomicInteger acknowledged = new AtomicInteger();

  NamedTasks(String queue, String url, int delayedSeconds) {
    this.queue = queue;
    this.url = url;
    this.delayedSeconds = delayedSeconds;
  }

  static String taskId(int number) {
    return "task-" + number;
  }

  static boolean isDelayed(int number) {
    return number % 3 == 0;
  }

  /** What was told, by short task id. */
  Map<String, Told> told() {
    return Map.copyOf(told);
  }

  /** Messages of failed calls, by short task id. */
  Map<String, String> failures() {
    return Map.copyOf(failures);
  }

  int acknowledged() {
    return acknowledged.get();
  }

  /** Creates tasks through Google's Java client over gRPC; returns when all calls are answered. */
  void createWithJava(int port, int first, int count) throws Exception {
    createWithJava(port, first, count, CONCURRENCY);
  }

  /** Creates the tasks with so many calls at a time. */
  void createWithJava(int port, int first, int count, int atOnce) throws Exception {
    AtomicInteger next = new AtomicInteger(first);
    try (CloudTasksClient client = GoogleJavaClient.overGrpc(port);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<? extends Future<?>> workers =
          IntStream.range(0, atOnce)
              .mapToObj(i -> threads.submit(() -> createAll(client, next, first + count)))
              .toList();
      for (Future<?> worker : workers) {
        worker.get();
      }
    }
  }

  private void createAll(CloudTasksClient client, AtomicInteger next, int last) {
    int number = next.getAndIncrement();
    while (number < last) {
      try {
        client.createTask(PARENT + queue, task(number));
        tell(taskId(number), Told.ACKNOWLEDGED);
      } catch (AlreadyExistsException e) {
        tell(taskId(number), Told.EXISTS);
      } catch (ApiException e) {
        failures.put(taskId(number), String.valueOf(e.getMessage()));
        tell(taskId(number), Told.FAILED);
      }
      number = next.getAndIncrement();
    }
  }

  private Task task(int number) {
    Task.Builder task =
        Task.newBuilder()
            .setName(PARENT + queue + "/tasks/" + taskId(number))
            .setHttpRequest(
                HttpRequest.newBuilder()
                    .setHttpMethod(HttpMethod.POST)
                    .setUrl(url)
                    .setBody(ByteString.copyFromUtf8("body of " + number)));
    if (isDelayed(number)) {
      task.setScheduleTime(
          Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() + 1 + delayedSeconds));
    }
    return task.build();
  }

  /** Creates tasks through Google's Node client; returns when all calls are answered. */
  void createWithNode(String transport, int port, int first, int count) throws Exception {
    Process node =
        Tools.startNode(
            Tools.nodeCommand(
                "named-tasks.js",
                transport,
                port,
                queue,
                url,
                first,
                count,
                CONCURRENCY,
                delayedSeconds));
    StringBuilder unexpected = new StringBuilder();
    try (BufferedReader out = node.inputReader(StandardCharsets.UTF_8)) {
      out.lines()
          .filter(line -> !understand(line))
          .forEach(line -> unexpected.append(line).append('\n'));
    }
    if (node.waitFor() != 0) {
      throw new IllegalStateException("named-tasks.js failed:\n" + unexpected);
    }
  }

  private boolean understand(String line) {
    String[] words = line.split(" ", 3);
    if (words.length < 2) {
      return false;
    }
    String id = words[1].substring(words[1].lastIndexOf('/') + 1);
    switch (words[0]) {
      case "ACK" -> tell(id, Told.ACKNOWLEDGED);
      case "EXISTS" -> tell(id, Told.EXISTS);
      case "ERROR" -> {
        failures.put(id, words.length > 2 ? words[2] : "");
        tell(id, Told.FAILED);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void tell(String id, Told what) {
    told.put(id, what);
    if (what == Told.ACKNOWLEDGED) {
      acknowledged.incrementAndGet();
    }
  }
}
