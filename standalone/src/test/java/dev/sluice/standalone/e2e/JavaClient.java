package dev.sluice.standalone.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.gax.core.BackgroundResource;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.UnaryCallable;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Google's Java clients of both versions, over gRPC or REST. */
final class JavaClient implements Conformance.Client {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> IAM =
      Set.of("GetIamPolicy", "SetIamPolicy", "TestIamPermissions");

  private final Map<String, BackgroundResource> byVersion;
  private final boolean rest;

  private JavaClient(Map<String, BackgroundResource> byVersion, boolean rest) {
    this.byVersion = byVersion;
    this.rest = rest;
  }

  static JavaClient overGrpc(int port) throws Exception {
    return new JavaClient(
        Map.of(
            "v2", GoogleJavaClient.overGrpc(port), "v2beta3", GoogleJavaClient.betaOverGrpc(port)),
        false);
  }

  static JavaClient overRest(int port) throws Exception {
    return new JavaClient(
        Map.of(
            "v2", GoogleJavaClient.overRest(port), "v2beta3", GoogleJavaClient.betaOverRest(port)),
        true);
  }

  @Override
  public Conformance.Outcome call(Conformance.Call call) throws Exception {
    Message.Builder request =
        (Message.Builder)
            Class.forName(requestPackage(call) + "." + call.rpc() + "Request")
                .getMethod("newBuilder")
                .invoke(null);
    JsonFormat.parser().merge(call.request().toString(), request);
    try {
      MessageOrBuilder answer = method(call).call(request.build());
      return Conformance.Outcome.ok(JSON.readTree(JsonFormat.printer().print(answer)));
    } catch (ApiException e) {
      return Conformance.Outcome.failed(e.getStatusCode().getCode().name(), message(e));
    }
  }

  private static String requestPackage(Conformance.Call call) {
    return IAM.contains(call.rpc())
        ? "com.google.iam.v1"
        : "com.google.cloud.tasks." + call.version();
  }

  /** The client has a method of its own for each; all are alike but for their types. */
  private UnaryCallable<Message, Message> method(Conformance.Call call) throws Exception {
    Object client = Objects.requireNonNull(byVersion.get(call.version()), call.version());
    String name = Character.toLowerCase(call.rpc().charAt(0)) + call.rpc().substring(1);
    @SuppressWarnings("unchecked") // The request is made of the type of the same name.
    UnaryCallable<Message, Message> method =
        (UnaryCallable<Message, Message>)
            client.getClass().getMethod(name + "Callable").invoke(client);
    return method;
  }

  private static String message(ApiException e) {
    return e.getCause() instanceof StatusRuntimeException status
        ? String.valueOf(status.getStatus().getDescription())
        : String.valueOf(e.getMessage());
  }

  /** Over REST the code follows from the HTTP status alone (spec section 1.1). */
  @Override
  public String codeAsSeen(String code) {
    return !rest
        ? code
        : switch (code) {
          case "FAILED_PRECONDITION" -> "INVALID_ARGUMENT";
          case "ALREADY_EXISTS" -> "ABORTED";
          default -> code;
        };
  }

  @Override
  public boolean showsMessages() {
    return !rest;
  }

  @Override
  public void close() {
    byVersion.values().forEach(BackgroundResource::shutdown);
  }
}
