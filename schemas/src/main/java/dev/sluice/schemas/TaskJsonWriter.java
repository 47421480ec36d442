package dev.sluice.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Task;
import dev.sluice.v1.TaskRetryConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a task as Cloud Tasks JSON. */
final class TaskJsonWriter {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator out;

  private TaskJsonWriter(JsonGenerator out) {
    this.out = out;
  }

  static byte[] write(Task task) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      new TaskJsonWriter(out).task(task);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void task(Task task) throws IOException {
    out.writeStartObject();
    text("name", task.getName());
    if (task.getAppEngineHttpRequest() == null) {
      request(task.getHttpRequest());
    } else {
      appEngine(task.getAppEngineHttpRequest());
    }
    time("scheduleTime", task.getScheduleTime());
    time("createTime", task.getCreateTime());
    out.writeStringField("dispatchDeadline", JsonValues.duration(TaskRules.dispatchDeadline(task)));
    if (task.getRetryConfig() != null) {
      retry(task.getRetryConfig());
    }
    out.writeEndObject();
  }

  private void request(HttpRequest request) throws IOException {
    out.writeObjectFieldStart("httpRequest");
    text("url", request.getUrl());
    out.writeStringField("httpMethod", request.getMethod().name());
    headers(request.getHeaders());
    body(request.getBody());
    if (request.getOauthToken() != null) {
      token("oauthToken", request.getOauthToken().getServiceAccountEmail());
      text("scope", request.getOauthToken().getScope());
      out.writeEndObject();
    }
    if (request.getOidcToken() != null) {
      token("oidcToken", request.getOidcToken().getServiceAccountEmail());
      text("audience", request.getOidcToken().getAudience());
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private void appEngine(AppEngineHttpRequest request) throws IOException {
    out.writeObjectFieldStart("appEngineHttpRequest");
    out.writeStringField("httpMethod", request.getMethod().name());
    if (request.getRouting() != null) {
      out.writeObjectFieldStart("appEngineRouting");
      text("service", request.getRouting().getService());
      text("version", request.getRouting().getVersion());
      text("instance", request.getRouting().getInstance());
      out.writeEndObject();
    }
    text("relativeUri", request.getRelativeUri());
    headers(request.getHeaders());
    body(request.getBody());
    out.writeEndObject();
  }

  private void retry(TaskRetryConfig retry) throws IOException {
    out.writeObjectFieldStart("retryConfig");
    number("maxAttempts", retry.getMaxAttempts());
    duration("maxRetryDuration", retry.getMaxRetryDurationMillis());
    duration("minBackoff", retry.getMinBackoffMillis());
    duration("maxBackoff", retry.getMaxBackoffMillis());
    number("maxDoublings", retry.getMaxDoublings());
    out.writeEndObject();
  }

  private void body(@Nullable ByteBuffer body) throws IOException {
    if (body != null) {
      out.writeStringField("body", JsonValues.bytes(body));
    }
  }

  private void number(String name, @Nullable Integer value) throws IOException {
    if (value != null) {
      out.writeNumberField(name, value);
    }
  }

  private void duration(String name, @Nullable Long millis) throws IOException {
    if (millis != null) {
      out.writeStringField(name, JsonValues.duration(Duration.ofMillis(millis)));
    }
  }

  private void headers(Map<String, String> headers) throws IOException {
    if (headers.isEmpty()) {
      return;
    }
    out.writeObjectFieldStart("headers");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      out.writeStringField(header.getKey(), header.getValue());
    }
    out.writeEndObject();
  }

  private void token(String name, String serviceAccountEmail) throws IOException {
    out.writeObjectFieldStart(name);
    text("serviceAccountEmail", serviceAccountEmail);
  }

  private void text(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      out.writeStringField(name, value);
    }
  }

  private void time(String name, @Nullable Instant value) throws IOException {
    if (value != null) {
      out.writeStringField(name, JsonValues.timestamp(value));
    }
  }
}
