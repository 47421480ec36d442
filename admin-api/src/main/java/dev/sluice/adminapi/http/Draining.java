package dev.sluice.adminapi.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

/**
 * Once a server stops, each connection is let go of with the answer to its next call ({@code
 * Connection: close}, or GOAWAY), so that its client goes elsewhere. Without that, clients that
 * call all the time would never let a server come to rest.
 */
final class Draining implements DecoratingHttpServiceFunction {

  private volatile boolean begun;

  /** From now on connections end. */
  void begin() {
    begun = true;
  }

  @Override
  public HttpResponse serve(HttpService service, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    if (begun) {
      var _ = context.initiateConnectionShutdown();
    }
    return service.serve(context, request);
  }
}
