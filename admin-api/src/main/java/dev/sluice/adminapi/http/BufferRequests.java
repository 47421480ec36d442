package dev.sluice.adminapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets BufferTask take what its callers send: an HttpBody in JSON, {@code {"body": {"data": ...}}},
 * or the payload itself, of any content type (spec section 4.3). The payload becomes an HttpBody.
 */
final class BufferRequests implements DecoratingHttpServiceFunction {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BUFFER =
      Pattern.compile("/v2(?:beta3)?/projects/.*/queues/[^/]+/tasks(?:/[^/]*)?(?::|%3[Aa])buffer");
  private static final Set<String> HTTP_BODY =
      Set.of("contentType", "content_type", "data", "extensions");

  @Override
  public HttpResponse serve(HttpService service, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    if (!covers(context, request)) {
      return service.serve(context, request);
    }
    CompletableFuture<HttpResponse> answer =
        request
            .aggregate()
            .thenApply(whole -> {
              HttpRequest json = asJson(whole);
              context.updateRequest(json);
              try {
                return service.serve(context, json);
              } catch (Exception e) {
                return HttpResponse.ofFailure(e);
              }
            });
    return HttpResponse.of(answer);
  }

  /** Whether a request has a payload to buffer, of whatever type. */
  static boolean covers(ServiceRequestContext context, HttpRequest request) {
    return request.method() != HttpMethod.GET && BUFFER.matcher(context.path()).matches();
  }

  private static HttpRequest asJson(AggregatedHttpRequest whole) {
    byte[] payload = whole.content().array();
    byte[] json = isHttpBody(payload) ? payload : wrapped(payload, whole.contentType());
    return HttpRequest.of(
        whole.headers().toBuilder()
            .contentType(MediaType.JSON_UTF_8)
            .contentLength(json.length)
            .build(),
        HttpData.wrap(json));
  }

  /** Whether the payload is a BufferTaskRequest: nothing at all, or a body of its own fields. */
  private static boolean isHttpBody(byte[] payload) {
    try {
      JsonNode json = JSON.readTree(payload);
      if (json == null || !json.isObject()) {
        return false;
      }
      if (json.isEmpty()) {
        return true;
      }
      JsonNode body = json.get("body");
      if (json.size() != 1 || body == null || !body.isObject()) {
        return false;
      }
      for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
        if (!HTTP_BODY.contains(names.next())) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // It is no JSON.
    }
  }

  private static boolean isJson(byte[] payload) {
    try {
      return !JSON.readTree(payload).isMissingNode();
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] wrapped(byte[] payload, @Nullable MediaType type) {
    ObjectNode request = JSON.createObjectNode();
    ObjectNode body = request.putObject("body");
    // Of JSON it is what curl sends unless it is told another.
    if (type != null && !(type.is(MediaType.FORM_DATA) && isJson(payload))) {
      body.put("contentType", type.toString());
    }
    body.put("data", payload);
    return request.toString().getBytes(StandardCharsets.UTF_8);
  }
}
