package dev.sluice.adminapi.http;

import com.google.rpc.Code;
import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sluice.adminapi.access.Access;
import dev.sluice.adminapi.access.AccessRefusals;
import dev.sluice.adminapi.access.Identity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls before anything of a request's body is read, and refuses who may not. What
 * probes, scrapers and verifiers of tokens ask is open. What another site's page makes a browser
 * send is refused: it would act for whoever looks at that page, on an API that is open to this
 * machine or takes the browser's certificate. So is what comes under another's name.
 */
final class Authentication implements DecoratingHttpServiceFunction {

  private static final Set<String> OPEN_PATHS = Set.of("/healthz", "/healthz/live", "/metrics");
  private static final Set<String> OPEN_PREFIXES =
      Set.of("/.well-known/", "/grpc.health.v1.Health/");

  private final Access access;
  private final OwnNames names;

  Authentication(Access access, OwnNames names) {
    this.access = access;
    this.names = names;
  }

  @Override
  public HttpResponse serve(HttpService service, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    if (isOpen(context.path())) {
      return service.serve(context, request);
    }
    String authority = request.headers().authority();
    if (authority != null && !names.have(authority)) {
      return refusal(request, AccessRefusals.foreignName(authority), null);
    }
    if (isFromForeignPage(request.headers())) {
      return refusal(request, AccessRefusals.foreignPage(), null);
    }
    CompletableFuture<Identity> identity = access.identify(context, request.headers());
    if (identity.isDone()) {
      return answer(identity.join(), service, context, request);
    }
    return HttpResponse.of(
        identity.thenApplyAsync(
            found -> {
              try {
                return answer(found, service, context, request);
              } catch (Exception e) {
                return HttpResponse.ofFailure(e);
              }
            },
            context.eventLoop()));
  }

  private static boolean isOpen(String path) {
    return OPEN_PATHS.contains(path) || OPEN_PREFIXES.stream().anyMatch(path::startsWith);
  }

  /**
   * Browsers say so of what another site's page sends, and a page cannot make them say otherwise
   * (Fetch Metadata; RFC 6454). Nor can it add an Authorization header without asking first, which
   * nothing here answers.
   */
  private static boolean isFromForeignPage(RequestHeaders headers) {
    if (headers.contains(HttpHeaderNames.AUTHORIZATION)) {
      return false;
    }
    String site = headers.get("sec-fetch-site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    return origin != null && !origin.endsWith("://" + headers.authority());
  }

  private HttpResponse answer(
      Identity identity, HttpService service, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    return switch (identity) {
      case Identity.Known known -> {
        access.admit(context, known.principal());
        yield service.serve(context, request);
      }
      case Identity.Missing _ ->
          refusal(request, AccessRefusals.missing(), "Bearer realm=\"sluice\"");
      case Identity.Rejected rejected ->
          refusal(
              request,
              AccessRefusals.rejected(rejected.why()),
              "Bearer realm=\"sluice\", error=\"invalid_token\", error_description=\""
                  + rejected.why()
                  + "\"");
      case Identity.Undecided undecided ->
          refusal(request, AccessRefusals.undecided(undecided.why()), null);
    };
  }

  private static HttpResponse refusal(
      HttpRequest request, Status status, @Nullable String challenge) {
    MediaType type = request.contentType();
    return type != null && type.subtype().startsWith("grpc")
        ? grpc(type, status)
        : rest(status, challenge);
  }

  private static HttpResponse rest(Status status, @Nullable String challenge) {
    Code code = Code.forNumber(status.getCode());
    AggregatedHttpResponse response =
        ErrorBodies.response(
            ErrorBodies.httpStatus(code), code, status.getMessage(), status.getDetailsList());
    if (challenge == null) {
      return response.toHttpResponse();
    }
    ResponseHeaders headers =
        response.headers().toBuilder().set(HttpHeaderNames.WWW_AUTHENTICATE, challenge).build();
    return AggregatedHttpResponse.of(headers, response.content()).toHttpResponse();
  }

  /** An answer of headers only, as gRPC has for calls that fail at once. */
  private static HttpResponse grpc(MediaType type, Status status) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(type)
            .endOfStream(true)
            .add("grpc-status", Integer.toString(status.getCode()))
            .add("grpc-message", percentEncoded(status.getMessage()))
            .add(
                "grpc-status-details-bin",
                Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray()))
            .build());
  }

  private static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = one >= ' ' && one <= '~' && one != '%';
      encoded.append(plain ? (char) one : String.format(Locale.ROOT, "%%%02X", one));
    }
    return encoded.toString();
  }
}
