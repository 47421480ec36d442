package dev.sluice.schemas.producer;

import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.Task;
import dev.sluice.v1.TaskRetryConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task to be created. Whether it keeps the rules is checked when it is sent, in the words of the
 * API; what is said here is only collected.
 */
public final class NewTask {

  private final QueueName queue;
  private final Optional<TaskName> name;
  private final Task record;

  private NewTask(QueueName queue, Optional<TaskName> name, Task record) {
    this.queue = queue;
    this.name = name;
    this.record = record;
  }

  /** Begins a POST to a URL. */
  public static Builder to(QueueName queue, String url) {
    return new Builder(queue, url, null);
  }

  /**
   * Begins a POST to a URL.
   *
   * @param queue {@code projects/P/locations/L/queues/Q}
   * @throws InvalidNameException if that is not the name of a queue
   */
  public static Builder to(String queue, String url) {
    return to(QueueName.parse(queue), url);
  }

  /**
   * Begins a POST to an App Engine app.
   *
   * @param relativeUri path and query, from the slash on; empty: /
   */
  public static Builder toAppEngine(QueueName queue, String relativeUri) {
    return new Builder(queue, "", relativeUri);
  }

  /** The queue it is for. */
  public QueueName queue() {
    return queue;
  }

  /** Its own name; empty: Sluice makes one of the record's coordinates. */
  public Optional<TaskName> name() {
    return name;
  }

  /** Key of its record: its name, or its queue's. */
  String key() {
    return name.map(TaskName::toString).orElseGet(queue::toString);
  }

  Task record() {
    return record;
  }

  /** Collects what a task is to be. */
  public static final class Builder {

    private final QueueName queue;
    private final String url;
    private final @Nullable String relativeUri;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Task.Builder task = Task.newBuilder();
    private Optional<TaskName> name = Optional.empty();
    private HttpMethod method = HttpMethod.POST;
    private @Nullable ByteBuffer body;
    private @Nullable OidcToken oidcToken;
    private @Nullable OAuthToken oauthToken;
    private @Nullable AppEngineRouting routing;

    private Builder(QueueName queue, String url, @Nullable String relativeUri) {
      this.queue = queue;
      this.url = url;
      this.relativeUri = relativeUri;
    }

    /**
     * Gives it a name of its own, under which it is created once only.
     *
     * @param id 1 to 500 of {@code [A-Za-z0-9_-]}
     * @throws InvalidNameException if the id is otherwise
     */
    public Builder id(String id) {
      name = Optional.of(new TaskName(queue, id));
      return this;
    }

    /** Sets the method; POST unless it is set. */
    public Builder method(HttpMethod method) {
      this.method = method;
      return this;
    }

    /** Sets a header. */
    public Builder header(String headerName, String value) {
      headers.put(headerName, value);
      return this;
    }

    /** Sets the body, of which a copy is made. */
    public Builder body(byte[] body) {
      this.body = ByteBuffer.wrap(body.clone());
      return this;
    }

    /** Sets the body, as UTF-8. */
    public Builder body(String body) {
      this.body = ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    /** Sets the earliest time of the first attempt; at once unless it is set. */
    public Builder at(Instant scheduleTime) {
      task.setScheduleTime(scheduleTime);
      return this;
    }

    /** Sets how long an attempt may take, 15 s to 30 min; 10 min unless it is set. */
    public Builder dispatchDeadline(Duration deadline) {
      task.setDispatchDeadlineMillis(deadline.toMillis());
      return this;
    }

    /**
     * Asks for an OpenID Connect token.
     *
     * @param audience its audience; empty: the URL
     */
    public Builder oidcToken(String serviceAccountEmail, String audience) {
      oidcToken = new OidcToken(serviceAccountEmail, audience);
      return this;
    }

    /**
     * Asks for an OAuth access token.
     *
     * @param scope its scope; empty: cloud-platform
     */
    public Builder oauthToken(String serviceAccountEmail, String scope) {
      oauthToken = new OAuthToken(serviceAccountEmail, scope);
      return this;
    }

    /** Sets retry limits that are stronger than the queue's, each where it is set. */
    public Builder retries(TaskRetryConfig retries) {
      task.setRetryConfig(retries);
      return this;
    }

    /** Says which part of an App Engine app it goes to; empty parts are the defaults. */
    public Builder routing(String service, String version, String instance) {
      routing = new AppEngineRouting(service, version, instance);
      return this;
    }

    /** Returns the task. */
    public NewTask build() {
      Task record =
          task.setName(name.map(TaskName::toString).orElse(""))
              .setHttpRequest(http())
              .setAppEngineHttpRequest(relativeUri == null ? null : appEngine(relativeUri))
              .build();
      return new NewTask(queue, name, record);
    }

    private HttpRequest http() {
      return relativeUri == null
          ? new HttpRequest(url, method, Map.copyOf(headers), body, oidcToken, oauthToken)
          : HttpRequest.newBuilder().setUrl("").build();
    }

    private AppEngineHttpRequest appEngine(String uri) {
      return new AppEngineHttpRequest(method, routing, uri, Map.copyOf(headers), body);
    }
  }
}
