package dev.sluice.delivery;

import dev.sluice.delivery.core.AppEngineHeaders;
import dev.sluice.delivery.core.AppEngineUrl;
import dev.sluice.delivery.core.RequestHeaders;
import dev.sluice.delivery.core.RequestHeaders.Header;
import dev.sluice.delivery.core.RequestRefusedException;
import dev.sluice.delivery.token.Tokens;
import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.Coordinates;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.HttpRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the request of a dispatch, right before it is sent: tokens and signatures age. */
final class RequestMaker {

  private final Tokens tokens;
  private final Optional<AppEngineUrl> appEngine;
  private final InstantSource wall;

  /**
   * Makes one.
   *
   * @param appEngine where App Engine tasks go; empty: nowhere
   */
  RequestMaker(Tokens tokens, Optional<AppEngineUrl> appEngine, InstantSource wall) {
    this.tokens = tokens;
    this.appEngine = appEngine;
    this.wall = wall;
  }

  /**
   * Returns the request.
   *
   * @throws RequestRefusedException if it must not or cannot be sent
   * @throws IOException if there is no token to be had now
   */
  HttpSender.Outgoing make(Dispatch dispatch) throws IOException {
    AppEngineHttpRequest request = dispatch.getTask().getAppEngineHttpRequest();
    return request == null ? http(dispatch) : appEngine(dispatch, request);
  }

  private HttpSender.Outgoing http(Dispatch dispatch) throws IOException {
    HttpRequest request = dispatch.getTask().getHttpRequest();
    TaskName name = taskName(dispatch);
    byte[] body = bytes(request.getBody());
    List<Header> own = new ArrayList<>(signature(dispatch, name, body));
    tokens.authorization(request).ifPresent(value -> own.add(new Header("Authorization", value)));
    return new HttpSender.Outgoing(
        request.getUrl(),
        request.getMethod().name(),
        RequestHeaders.of(about(dispatch, name), request.getHeaders(), own),
        body,
        deadline(dispatch));
  }

  private HttpSender.Outgoing appEngine(Dispatch dispatch, AppEngineHttpRequest request)
      throws RequestRefusedException {
    TaskName name = taskName(dispatch);
    byte[] body = bytes(request.getBody());
    return new HttpSender.Outgoing(
        url(request),
        request.getMethod().name(),
        AppEngineHeaders.of(
            about(dispatch, name),
            request.getHeaders(),
            body.length > 0,
            signature(dispatch, name, body)),
        body,
        deadline(dispatch));
  }

  private String url(AppEngineHttpRequest request) throws RequestRefusedException {
    AppEngineRouting routing = request.getRouting();
    if (appEngine.isEmpty()) {
      throw new RequestRefusedException(
          "appEngineHttpRequest: this installation has no App Engine app (expected: the setting"
              + " sluice.worker.app-engine-url)");
    }
    return routing == null
        ? appEngine.get().of("", "", "", request.getRelativeUri())
        : appEngine
            .get()
            .of(
                routing.getService(),
                routing.getVersion(),
                routing.getInstance(),
                request.getRelativeUri());
  }

  private List<Header> signature(Dispatch dispatch, TaskName name, byte[] body)
      throws RequestRefusedException {
    if (dispatch.getSigningSecrets().isEmpty()) {
      return List.of();
    }
    try {
      return WebhookSignature.of(
          dispatch.getSigningSecrets(), messageId(dispatch, name), wall.instant(), body);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new RequestRefusedException("signingSecrets: " + e.getMessage());
    }
  }

  /** Other than its name, a task's origin is its own for ever. */
  private static String messageId(Dispatch dispatch, TaskName name) {
    Coordinates origin = dispatch.getIncarnation();
    String topic = origin.getTopic().replace('.', '-');
    return name.taskId() + "_" + topic + "-" + origin.getPartition() + "-" + origin.getOffset();
  }

  private static RequestHeaders.About about(Dispatch dispatch, TaskName name) {
    return new RequestHeaders.About(
        name.queue().queueId(),
        name.taskId(),
        dispatch.getDispatchCount(),
        dispatch.getExecutionCount(),
        dispatch.getPreviousResponse(),
        dispatch.getResponseCount(),
        dispatch.getPreviousUnanswered(),
        micros(dispatch.getScheduleTime()));
  }

  private static TaskName taskName(Dispatch dispatch) throws RequestRefusedException {
    try {
      return TaskName.parse(dispatch.getTaskName());
    } catch (InvalidNameException e) {
      throw new RequestRefusedException(String.valueOf(e.getMessage()));
    }
  }

  private static Duration deadline(Dispatch dispatch) {
    return Duration.ofMillis(dispatch.getTask().getDispatchDeadlineMillis());
  }

  private static long micros(Instant time) {
    return TimeUnit.SECONDS.toMicros(time.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(time.getNano());
  }

  private static byte[] bytes(@Nullable ByteBuffer body) {
    if (body == null) {
      return new byte[0];
    }
    if (body.hasArray() && body.arrayOffset() == 0 && body.array().length == body.remaining()) {
      // As long as the attempt runs its dispatch is held, too: once is enough.
      return body.array();
    }
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }
}
