package dev.sluice.topology.codec;

import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.HeaderOverride;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.QueueTarget;
import dev.sluice.v1.Task;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a queue makes of its tasks' requests when they are dispatched (spec section 4.3). */
final class TargetOverrides {

  private static final Set<HttpMethod> WITH_BODY =
      EnumSet.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

  private TargetOverrides() {}

  /** Changes a task's request. */
  static void apply(QueueTarget target, Task task) {
    AppEngineHttpRequest appEngine = task.getAppEngineHttpRequest();
    if (appEngine != null) {
      if (target.getAppEngineRoutingOverride() != null) {
        appEngine.setRouting(target.getAppEngineRoutingOverride());
      }
    } else if (target.getHttpTarget() != null) {
      apply(target.getHttpTarget(), task.getHttpRequest());
    }
  }

  private static void apply(HttpTarget target, HttpRequest request) {
    if (target.getUriOverride() != null) {
      request.setUrl(UriParts.of(request.getUrl()).overriddenBy(target.getUriOverride()).toUrl());
    }
    if (target.getMethod() != null) {
      request.setMethod(target.getMethod());
      if (!WITH_BODY.contains(target.getMethod())) {
        request.setBody(null);
      }
    }
    if (!target.getHeaderOverrides().isEmpty()) {
      request.setHeaders(headers(request.getHeaders(), target.getHeaderOverrides()));
    }
    if (target.getOidcToken() != null || target.getOauthToken() != null) {
      request.setOidcToken(target.getOidcToken());
      request.setOauthToken(target.getOauthToken());
    }
  }

  /** A header replaces all of its name, however they are spelt, and stands last. */
  private static Map<String, String> headers(
      Map<String, String> own, List<HeaderOverride> overrides) {
    Map<String, String> headers = new LinkedHashMap<>(own);
    for (HeaderOverride override : overrides) {
      headers.keySet().removeIf(name -> name.equalsIgnoreCase(override.getKey()));
      headers.put(override.getKey(), override.getValue());
    }
    return headers;
  }
}
