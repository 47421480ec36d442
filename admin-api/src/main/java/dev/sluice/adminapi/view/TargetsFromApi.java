package dev.sluice.adminapi.view;

import dev.sluice.adminapi.call.Refusals;
import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.HeaderOverride;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.UriOverride;
import dev.sluice.v1.UriOverrideEnforceMode;
import dev.sluice.v1.UriScheme;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go, as callers say it, to records (spec sections 1.3, 4.2 to 4.4).
 *
 * <p>An empty {@code pathOverride} or {@code queryOverride} leaves the task's part alone, since
 * gcloud sends it without having been asked to (spec section 6.2); one whose text is there and
 * empty, which only JSON can say, clears the part.
 */
final class TargetsFromApi {

  private TargetsFromApi() {}

  static HttpRequest request(dev.sluice.v1.admin.tasks.HttpRequest request) {
    return HttpRequest.newBuilder()
        .setUrl(request.getUrl())
        .setMethod(methodOrPost(request.getHttpMethod(), "HttpRequest.httpMethod"))
        .setHeaders(new LinkedHashMap<>(request.getHeadersMap()))
        .setBody(body(request.getBody()))
        .setOidcToken(request.hasOidcToken() ? oidc(request.getOidcToken()) : null)
        .setOauthToken(request.hasOauthToken() ? oauth(request.getOauthToken()) : null)
        .build();
  }

  static AppEngineHttpRequest request(dev.sluice.v1.admin.tasks.AppEngineHttpRequest request) {
    return AppEngineHttpRequest.newBuilder()
        .setMethod(methodOrPost(request.getHttpMethod(), "AppEngineHttpRequest.httpMethod"))
        .setRouting(request.hasAppEngineRouting() ? routing(request.getAppEngineRouting()) : null)
        .setRelativeUri(request.getRelativeUri().isEmpty() ? "/" : request.getRelativeUri())
        .setHeaders(new LinkedHashMap<>(request.getHeadersMap()))
        .setBody(body(request.getBody()))
        .build();
  }

  /** The host is output only. */
  static AppEngineRouting routing(dev.sluice.v1.admin.tasks.AppEngineRouting routing) {
    return new AppEngineRouting(routing.getService(), routing.getVersion(), routing.getInstance());
  }

  /** Returns what a queue changes; null when that is nothing. */
  static @Nullable HttpTarget target(dev.sluice.v1.admin.tasks.HttpTarget target) {
    HttpTarget made =
        HttpTarget.newBuilder()
            .setUriOverride(target.hasUriOverride() ? uri(target.getUriOverride()) : null)
            .setMethod(method(target.getHttpMethod(), "HttpTarget.httpMethod"))
            .setHeaderOverrides(
                target.getHeaderOverridesList().stream()
                    .map(header ->
                        new HeaderOverride(
                            header.getHeader().getKey(), header.getHeader().getValue()))
                    .toList())
            .setOidcToken(target.hasOidcToken() ? oidc(target.getOidcToken()) : null)
            .setOauthToken(target.hasOauthToken() ? oauth(target.getOauthToken()) : null)
            .build();
    return made.equals(HttpTarget.newBuilder().build()) ? null : made;
  }

  private static UriOverride uri(dev.sluice.v1.admin.tasks.UriOverride uri) {
    if (uri.hasHost() && uri.getHost().isEmpty()) {
      throw Refusals.invalid("HttpTarget.uriOverride.host cannot be empty.");
    }
    return UriOverride.newBuilder()
        .setScheme(uri.hasScheme() ? scheme(uri) : null)
        .setHost(uri.hasHost() ? uri.getHost() : null)
        .setPort(uri.hasPort() ? uri.getPort() : null)
        .setPath(uri.getPathOverride().hasPath() ? uri.getPathOverride().getPath() : null)
        .setQuery(
            uri.getQueryOverride().hasQueryParams()
                ? uri.getQueryOverride().getQueryParams()
                : null)
        .setEnforceMode(mode(uri))
        .build();
  }

  /** Not to say which, explicitly, means HTTPS. */
  private static UriScheme scheme(dev.sluice.v1.admin.tasks.UriOverride uri) {
    return switch (uri.getScheme()) {
      case HTTP -> UriScheme.HTTP;
      case HTTPS, SCHEME_UNSPECIFIED -> UriScheme.HTTPS;
      case UNRECOGNIZED ->
          throw Refusals.invalid("HttpTarget.uriOverride.scheme must be HTTP or HTTPS.");
    };
  }

  private static UriOverrideEnforceMode mode(dev.sluice.v1.admin.tasks.UriOverride uri) {
    return switch (uri.getUriOverrideEnforceMode()) {
      case URI_OVERRIDE_ENFORCE_MODE_UNSPECIFIED, ALWAYS -> UriOverrideEnforceMode.ALWAYS;
      case IF_NOT_EXISTS -> UriOverrideEnforceMode.IF_NOT_EXISTS;
      case UNRECOGNIZED ->
          throw Refusals.invalid(
              "HttpTarget.uriOverride.uriOverrideEnforceMode must be ALWAYS or IF_NOT_EXISTS.");
    };
  }

  private static OidcToken oidc(dev.sluice.v1.admin.tasks.OidcToken token) {
    return new OidcToken(token.getServiceAccountEmail(), token.getAudience());
  }

  private static OAuthToken oauth(dev.sluice.v1.admin.tasks.OAuthToken token) {
    return new OAuthToken(token.getServiceAccountEmail(), token.getScope());
  }

  private static @Nullable ByteBuffer body(com.google.protobuf.ByteString body) {
    return body.isEmpty() ? null : ByteBuffer.wrap(body.toByteArray());
  }

  private static HttpMethod methodOrPost(
      dev.sluice.v1.admin.tasks.HttpMethod method, String field) {
    HttpMethod made = method(method, field);
    return made == null ? HttpMethod.POST : made;
  }

  private static @Nullable HttpMethod method(
      dev.sluice.v1.admin.tasks.HttpMethod method, String field) {
    return switch (method) {
      case HTTP_METHOD_UNSPECIFIED -> null;
      case POST -> HttpMethod.POST;
      case GET -> HttpMethod.GET;
      case HEAD -> HttpMethod.HEAD;
      case PUT -> HttpMethod.PUT;
      case DELETE -> HttpMethod.DELETE;
      case PATCH -> HttpMethod.PATCH;
      case OPTIONS -> HttpMethod.OPTIONS;
      case UNRECOGNIZED ->
          throw Refusals.invalid(
              field + " must be one of POST, GET, HEAD, PUT, DELETE, PATCH and OPTIONS.");
    };
  }
}
