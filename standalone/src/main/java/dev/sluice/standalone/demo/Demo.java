package dev.sluice.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.standalone.client.Rest;
import dev.sluice.standalone.error.UserErrorException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Four tasks and what becomes of them: one due at once, one later, one whose target fails twice,
 * and one whose target fails always. Everything goes through the public API, as from any client.
 * May run again: the tasks have generated names and the queue is updated.
 */
public final class Demo {

  private static final String QUEUE = "projects/sluice/locations/local/queues/demo";
  private static final int MAX_ATTEMPTS = 3;
  private static final Duration MIN_BACKOFF = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(3);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

  private final Rest rest;
  private final Story story;
  private final CountDownLatch deliveries = new CountDownLatch(3);
  private final Map<String, Instant> due = new ConcurrentHashMap<>();
  private volatile boolean recovered;

  private Demo(Rest rest, Story story) {
    this.rest = rest;
    this.story = story;
  }

  /**
   * Shows it; returns when everything has been shown.
   *
   * @param url of the API
   * @param bootstrapServers of Kafka
   * @throws UserErrorException if the API refuses something
   */
  public static void run(Rest rest, String url, String bootstrapServers, PrintWriter out) {
    try {
      new Demo(rest, new Story(out, System::nanoTime)).run(url, bootstrapServers);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(String url, String bootstrapServers) throws InterruptedException {
    DemoTarget target = DemoTarget.start(this::answer);
    story.say(
        "",
        "  A queue, a target, and four tasks. The queue \"demo\" allows 3 attempts, with 1 s and",
        "  then 2 s between them; what fails three times becomes a dead letter.",
        "");
    prepareQueue();
    create(target, "hello", "due at once", Duration.ZERO);
    create(target, "later", "due in " + LATER.toSeconds() + " s", LATER);
    create(target, "flaky", "due at once; its target will fail twice", Duration.ZERO);
    String hopeless =
        create(target, "hopeless", "due at once; its target will always fail", Duration.ZERO);
    JsonNode letter = awaitLetter(hopeless);
    String id = lastPart(letter.path("name").asText());
    story.event(
        "hopeless",
        "dead-lettered",
        "after " + letter.path("dispatchCount").asInt() + " attempts, as dead letter " + id);
    if (!deliveries.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new UserErrorException(
          "not everything was delivered within " + LIMIT.toSeconds() + " s");
    }
    recovered = true;
    whatNext(target, url, bootstrapServers, id);
  }

  private void prepareQueue() {
    ObjectNode queue = JsonNodeFactory.instance.objectNode().put("name", QUEUE);
    queue
        .putObject("retryConfig")
        .put("maxAttempts", MAX_ATTEMPTS)
        .put("minBackoff", MIN_BACKOFF.toSeconds() + "s")
        .put("maxBackoff", 2 * MIN_BACKOFF.toSeconds() + "s")
        .put("maxDoublings", 1);
    rest.patch(QUEUE, queue);
    rest.post(QUEUE + ":resume", JsonNodeFactory.instance.objectNode());
  }

  private String create(DemoTarget target, String task, String details, Duration delay) {
    ObjectNode call = JsonNodeFactory.instance.objectNode();
    ObjectNode fields = call.putObject("task");
    Instant dueTime = Instant.now().plus(delay);
    due.put(task, dueTime);
    if (!delay.isZero()) {
      fields.put("scheduleTime", dueTime.toString());
    }
    byte[] body = ("hello from " + task).getBytes(StandardCharsets.UTF_8);
    fields
        .putObject("httpRequest")
        .put("url", target.url(task))
        .put("body", Base64.getEncoder().encodeToString(body));
    // Told first: it may be delivered before the answer is here.
    story.event(task, "created", details);
    return rest.post(QUEUE + "/tasks", call).path("name").asText();
  }

  private int answer(String task, int attempt) {
    return switch (task) {
      case "flaky" -> attempt < MAX_ATTEMPTS ? failed(task, attempt) : delivered(task, attempt);
      case "hopeless" -> recovered ? delivered(task, attempt) : failed(task, attempt);
      default -> delivered(task, attempt);
    };
  }

  private int delivered(String task, int attempt) {
    Instant dueTime = due.get(task);
    String late =
        dueTime == null || attempt > 1 || recovered
            ? ""
            : ", " + Duration.between(dueTime, Instant.now()).toMillis() + " ms after it was due";
    story.event(task, "delivered", "attempt " + attempt + " got 200" + late);
    deliveries.countDown();
    return 200;
  }

  private int failed(String task, int attempt) {
    String next =
        attempt < MAX_ATTEMPTS
            ? ", retry in " + MIN_BACKOFF.multipliedBy(1L << (attempt - 1)).toSeconds() + " s"
            : ", no attempts left";
    story.event(task, "failed", "attempt " + attempt + " got 500" + next);
    return 500;
  }

  private JsonNode awaitLetter(String taskName) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      Optional<JsonNode> letter =
          rest.list(QUEUE + "/deadLetters", "deadLetters", Integer.MAX_VALUE).stream()
              .filter(found -> found.path("taskName").asText().equals(taskName))
              .findFirst();
      if (letter.isPresent()) {
        return letter.get();
      }
      Thread.sleep(LOOK_INTERVAL);
    }
    throw new UserErrorException("no dead letter within " + LIMIT.toSeconds() + " s");
  }

  private void whatNext(DemoTarget target, String url, String bootstrapServers, String letter) {
    String endpoint = url.equals("http://127.0.0.1:8123") ? "" : " --endpoint " + url;
    story.say(
        "",
        "  That was the demo; Sluice goes on running until Ctrl-C. Try, in another terminal:",
        "",
        "  a task of your own",
        "    curl -X POST " + url + "/v2/" + QUEUE + "/tasks \\",
        "      -H 'Content-Type: application/json' \\",
        "      -d '{\"task\": {\"httpRequest\": {\"url\": \"" + target.url("yours") + "\"}}}'",
        "",
        "  what was given up, and once more now that its target has recovered",
        "    ./sluice dead-letters list demo" + endpoint,
        "    ./sluice dead-letters redrive demo " + letter + endpoint,
        "",
        "  the queue",
        "    ./sluice queues describe demo" + endpoint,
        "",
        "  Kafka, with everything Sluice knows in its topics: " + bootstrapServers,
        "");
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
