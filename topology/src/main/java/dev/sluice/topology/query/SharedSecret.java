package dev.sluice.topology.query;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets in who shows the secret as a bearer token (RFC 6750); all others get 401. */
final class SharedSecret implements DecoratingHttpServiceFunction {

  private final byte[] expected;

  SharedSecret(String secret) {
    this.expected = ("Bearer " + secret).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public HttpResponse serve(
      HttpService delegate, ServiceRequestContext context, HttpRequest request) throws Exception {
    String shown = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    // Takes as long for a wrong one whatever is wrong with it.
    return MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8))
        ? delegate.serve(context, request)
        : HttpResponse.of(HttpStatus.UNAUTHORIZED);
  }
}
