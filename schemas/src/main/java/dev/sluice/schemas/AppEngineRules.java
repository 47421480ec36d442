package dev.sluice.schemas;

import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.HttpMethod;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the request of an App Engine task must obey (spec sections 1.3 and 4.4). */
final class AppEngineRules {

  private static final int MAX_ROUTING_CHARS = 100;

  private AppEngineRules() {}

  static Optional<String> violation(AppEngineHttpRequest request) {
    return relativeUri(request.getRelativeUri())
        .or(() -> routing("AppEngineRouting", request.getRouting()))
        .or(() -> HeaderRules.violation("AppEngineHttpRequest.headers", request.getHeaders()))
        .or(() -> body(request));
  }

  private static Optional<String> relativeUri(String uri) {
    if (uri.isEmpty()) {
      return Optional.empty();
    }
    if (uri.charAt(0) != '/') {
      return Optional.of("AppEngineHttpRequest.relativeUri must start with '/'.");
    }
    if (uri.chars().anyMatch(c -> c == ' ' || Ascii.isControl((char) c))) {
      return Optional.of(
          "AppEngineHttpRequest.relativeUri must not contain spaces or control characters.");
    }
    return uri.length() <= UrlRules.MAX_CHARS
        ? Optional.empty()
        : Optional.of("AppEngineHttpRequest.relativeUri must be at most 2083 characters long.");
  }

  /** Its parts become parts of a host name, so nothing may stand there that would end one. */
  static Optional<String> routing(String where, @Nullable AppEngineRouting routing) {
    return routing == null
        ? Optional.empty()
        : Stream.of(
                part(where + ".service", routing.getService()),
                part(where + ".version", routing.getVersion()),
                part(where + ".instance", routing.getInstance()))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static Optional<String> part(String where, String value) {
    boolean valid =
        value.length() <= MAX_ROUTING_CHARS
            && value.chars().allMatch(c -> c == '-' || c == '_' || Ascii.isLetterOrDigit((char) c));
    return valid
        ? Optional.empty()
        : Optional.of(
            where
                + ": \""
                + Excerpt.of(value)
                + "\" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), or"
                + " underscores (_), and at most "
                + MAX_ROUTING_CHARS
                + " characters.");
  }

  private static Optional<String> body(AppEngineHttpRequest request) {
    boolean allowed =
        request.getMethod() == HttpMethod.POST || request.getMethod() == HttpMethod.PUT;
    return allowed || request.getBody() == null || !request.getBody().hasRemaining()
        ? Optional.empty()
        : Optional.of(
            "AppEngineHttpRequest.body is only allowed with POST and PUT, not with "
                + request.getMethod()
                + ".");
  }
}
