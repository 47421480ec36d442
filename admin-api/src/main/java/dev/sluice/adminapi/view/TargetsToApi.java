package dev.sluice.adminapi.view;

import com.google.protobuf.ByteString;
import dev.sluice.v1.HeaderOverride;
import dev.sluice.v1.admin.tasks.AppEngineHttpRequest;
import dev.sluice.v1.admin.tasks.AppEngineRouting;
import dev.sluice.v1.admin.tasks.HttpMethod;
import dev.sluice.v1.admin.tasks.HttpRequest;
import dev.sluice.v1.admin.tasks.HttpTarget;
import dev.sluice.v1.admin.tasks.OAuthToken;
import dev.sluice.v1.admin.tasks.OidcToken;
import dev.sluice.v1.admin.tasks.PathOverride;
import dev.sluice.v1.admin.tasks.QueryOverride;
import dev.sluice.v1.admin.tasks.Task;
import dev.sluice.v1.admin.tasks.UriOverride;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where requests go, as it is kept, to what callers see (spec sections 1.3, 4.1 to 4.4). */
final class TargetsToApi {

  // Google's service shows the headers that it will send (spec sections 4.1 and 4.4).
  private static final String USER_AGENT = "User-Agent";
  private static final String HTTP_AGENT = "Google-Cloud-Tasks";
  private static final String APP_ENGINE_AGENT =
      "AppEngine-Google; (+http://code.google.com/appengine)";
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String CONTENT_LENGTH = "Content-Length";

  private TargetsToApi() {}

  static HttpRequest request(dev.sluice.v1.HttpRequest request, Task.View view) {
    HttpRequest.Builder shown =
        HttpRequest.newBuilder()
            .setUrl(request.getUrl())
            .setHttpMethod(HttpMethod.valueOf(request.getMethod().name()));
    for (Map.Entry<String, String> header : request.getHeaders().entrySet()) {
      if (!header.getKey().equalsIgnoreCase(USER_AGENT)) {
        shown.putHeaders(header.getKey(), header.getValue());
      }
    }
    shown.putHeaders(USER_AGENT, HTTP_AGENT);
    ByteBuffer body = request.getBody();
    if (view == Task.View.FULL && body != null) {
      shown.setBody(ByteString.copyFrom(body.duplicate()));
    }
    if (request.getOidcToken() != null) {
      shown.setOidcToken(oidc(request.getOidcToken()));
    } else if (request.getOauthToken() != null) {
      shown.setOauthToken(oauth(request.getOauthToken()));
    }
    return shown.build();
  }

  static AppEngineHttpRequest request(dev.sluice.v1.AppEngineHttpRequest request, Task.View view) {
    AppEngineHttpRequest.Builder shown =
        AppEngineHttpRequest.newBuilder()
            .setHttpMethod(HttpMethod.valueOf(request.getMethod().name()))
            .setRelativeUri(request.getRelativeUri().isEmpty() ? "/" : request.getRelativeUri())
            .setAppEngineRouting(
                request.getRouting() == null
                    ? AppEngineRouting.getDefaultInstance()
                    : routing(request.getRouting()));
    ByteBuffer body = request.getBody();
    headers(request.getHeaders(), body, shown);
    if (view == Task.View.FULL && body != null) {
      shown.setBody(ByteString.copyFrom(body.duplicate()));
    }
    return shown.build();
  }

  private static void headers(
      Map<String, String> headers, @Nullable ByteBuffer body, AppEngineHttpRequest.Builder shown) {
    String agent = APP_ENGINE_AGENT;
    boolean typed = false;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(USER_AGENT)) {
        agent = header.getValue() + " " + APP_ENGINE_AGENT;
      } else if (!header.getKey().equalsIgnoreCase(CONTENT_LENGTH)) {
        typed |= header.getKey().equalsIgnoreCase(CONTENT_TYPE);
        shown.putHeaders(header.getKey(), header.getValue());
      }
    }
    shown.putHeaders(USER_AGENT, agent);
    if (body != null) {
      shown.putHeaders(CONTENT_LENGTH, Integer.toString(body.remaining()));
      if (!typed) {
        shown.putHeaders(CONTENT_TYPE, "application/octet-stream");
      }
    }
  }

  static AppEngineRouting routing(dev.sluice.v1.AppEngineRouting routing) {
    return AppEngineRouting.newBuilder()
        .setService(routing.getService())
        .setVersion(routing.getVersion())
        .setInstance(routing.getInstance())
        .build();
  }

  static HttpTarget target(dev.sluice.v1.HttpTarget target) {
    HttpTarget.Builder shown = HttpTarget.newBuilder();
    if (target.getUriOverride() != null) {
      shown.setUriOverride(uri(target.getUriOverride()));
    }
    if (target.getMethod() != null) {
      shown.setHttpMethod(HttpMethod.valueOf(target.getMethod().name()));
    }
    for (HeaderOverride header : target.getHeaderOverrides()) {
      shown.addHeaderOverrides(
          HttpTarget.HeaderOverride.newBuilder()
              .setHeader(
                  HttpTarget.Header.newBuilder()
                      .setKey(header.getKey())
                      .setValue(header.getValue())));
    }
    if (target.getOidcToken() != null) {
      shown.setOidcToken(oidc(target.getOidcToken()));
    } else if (target.getOauthToken() != null) {
      shown.setOauthToken(oauth(target.getOauthToken()));
    }
    return shown.build();
  }

  private static UriOverride uri(dev.sluice.v1.UriOverride uri) {
    UriOverride.Builder shown =
        UriOverride.newBuilder()
            .setUriOverrideEnforceMode(
                UriOverride.UriOverrideEnforceMode.valueOf(uri.getEnforceMode().name()));
    if (uri.getScheme() != null) {
      shown.setScheme(UriOverride.Scheme.valueOf(uri.getScheme().name()));
    }
    if (uri.getHost() != null) {
      shown.setHost(uri.getHost());
    }
    if (uri.getPort() != null) {
      shown.setPort(uri.getPort());
    }
    if (uri.getPath() != null) {
      shown.setPathOverride(PathOverride.newBuilder().setPath(uri.getPath()));
    }
    if (uri.getQuery() != null) {
      shown.setQueryOverride(QueryOverride.newBuilder().setQueryParams(uri.getQuery()));
    }
    return shown.build();
  }

  private static OidcToken oidc(dev.sluice.v1.OidcToken token) {
    return OidcToken.newBuilder()
        .setServiceAccountEmail(token.getServiceAccountEmail())
        .setAudience(token.getAudience())
        .build();
  }

  private static OAuthToken oauth(dev.sluice.v1.OAuthToken token) {
    return OAuthToken.newBuilder()
        .setServiceAccountEmail(token.getServiceAccountEmail())
        .setScope(token.getScope())
        .build();
  }
}
