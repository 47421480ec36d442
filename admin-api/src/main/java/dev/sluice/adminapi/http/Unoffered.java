package dev.sluice.adminapi.http;

import com.google.rpc.Code;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;

/** Says that v2beta2, with its pull queues, is not offered. */
final class Unoffered {

  private static final String TEXT =
      "Cloud Tasks v2beta2 (pull queues) is not offered by this server; use v2 or v2beta3.";

  private Unoffered() {}

  static HttpResponse answer(ServiceRequestContext context, HttpRequest request) {
    MediaType type = request.contentType();
    if (type != null && type.subtype().startsWith("grpc")) {
      return HttpResponse.of(
          ResponseHeaders.builder(HttpStatus.OK)
              .contentType(type)
              .add("grpc-status", Integer.toString(Code.UNIMPLEMENTED_VALUE))
              .add("grpc-message", TEXT)
              .build(),
          HttpData.empty());
    }
    // Not 501, which gcloud would try again for half a minute.
    return ErrorBodies.response(HttpStatus.NOT_FOUND, Code.UNIMPLEMENTED, TEXT, List.of())
        .toHttpResponse();
  }
}
