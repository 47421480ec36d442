package dev.sluice.adminapi.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes REST requests as Google's front end does. A POST to a queue itself is an update only with
 * {@code X-HTTP-Method-Override: PATCH}, as Google's Java client sends it (spec 1.1); otherwise it
 * would reach UpdateQueue by the same route. A body is JSON unless it says to be something else.
 */
final class RestRequests implements DecoratingHttpServiceFunction {

  private static final String OVERRIDE = "x-http-method-override";
  private static final Pattern QUEUE =
      Pattern.compile("/v2(?:beta3)?/projects/[^/]+/locations/[^/]+/queues/[^/]+");
  private static final Pattern KNOWN_VERB =
      Pattern.compile(
          ".*(:|%3[Aa])(pause|resume|purge|getIamPolicy|setIamPolicy|testIamPermissions)");

  @Override
  public HttpResponse serve(HttpService service, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    String path = context.path();
    if (!path.startsWith("/v")) {
      return service.serve(context, request);
    }
    if (request.method() == HttpMethod.POST
        && QUEUE.matcher(path).matches()
        && !KNOWN_VERB.matcher(path).matches()
        && !"PATCH".equalsIgnoreCase(request.headers().get(OVERRIDE))) {
      HttpStatus status =
          path.substring(path.lastIndexOf('/')).contains(":")
              ? HttpStatus.NOT_FOUND
              : HttpStatus.METHOD_NOT_ALLOWED;
      return HttpErrors.response(status).toHttpResponse();
    }
    return service.serve(context, asJson(context, request));
  }

  private static HttpRequest asJson(ServiceRequestContext context, HttpRequest request) {
    if (!saysNothing(request.contentType()) || BufferRequests.covers(context, request)) {
      return request;
    }
    HttpRequest json =
        request.withHeaders(request.headers().toBuilder().contentType(MediaType.JSON_UTF_8));
    context.updateRequest(json);
    return json;
  }

  /** No type, or the one that curl sends unless it is told another. */
  private static boolean saysNothing(@Nullable MediaType type) {
    return type == null || type.is(MediaType.FORM_DATA);
  }
}
