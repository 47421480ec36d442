package dev.sluice.adminapi.access;

import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.protobuf.Message;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lets a call through if its caller may make it, by gRPC and REST alike. */
final class Gate implements ServerInterceptor {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.]+");

  private final Authorizer authorizer;
  private final Map<String, RequestNeeds> needs;

  /**
   * A gate before some services.
   *
   * @throws IllegalStateException if what a method needs is not said anywhere
   */
  Gate(Authorizer authorizer, List<ServerServiceDefinition> services) {
    this.authorizer = authorizer;
    Map<String, RequestNeeds> known = new HashMap<>();
    for (ServerServiceDefinition service : services) {
      for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
        String name = method.getMethodDescriptor().getFullMethodName();
        known.put(name, new RequestNeeds(need(name), request(method).getDescriptorForType()));
      }
    }
    this.needs = Map.copyOf(known);
  }

  private static Permissions.Need need(String method) {
    return Permissions.of(method)
        .orElseThrow(() ->
            new IllegalStateException(
                method + " needs no permission (expected: an entry in Permissions)"));
  }

  private static Message request(ServerMethodDefinition<?, ?> method) {
    return (Message)
        Objects.requireNonNull(
            ((PrototypeMarshaller<?>) method.getMethodDescriptor().getRequestMarshaller())
                .getMessagePrototype());
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Principal caller = Principal.of(ServiceRequestContext.current());
    String method = call.getMethodDescriptor().getFullMethodName();
    RequestNeeds rules = needs.get(method);
    if (rules == null && need(method).resources().isEmpty()) {
      // Health, which the server adds to the services by itself.
      return next.startCall(call, headers);
    }
    ServerCall.Listener<Q> inner = next.startCall(call, headers);
    return caller.unrestricted()
        ? inner
        : new Checked<>(inner, call, caller, Objects.requireNonNull(rules));
  }

  private final class Checked<Q>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {

    private final ServerCall<Q, ?> call;
    private final Principal caller;
    private final RequestNeeds rules;
    private boolean refused;

    Checked(
        ServerCall.Listener<Q> inner, ServerCall<Q, ?> call, Principal caller, RequestNeeds rules) {
      super(inner);
      this.call = call;
      this.caller = caller;
      this.rules = rules;
    }

    @Override
    public void onMessage(Q message) {
      Optional<RequestNeeds.Demand> lacking =
          rules.of((Message) message).stream()
              .filter(demand -> !authorizer.allows(caller, demand.permission(), demand.resource()))
              .findFirst();
      if (lacking.isEmpty()) {
        super.onMessage(asCaller(message));
        return;
      }
      refused = true;
      StatusRuntimeException refusal = AccessRefusals.denied(lacking.get());
      call.close(
          refusal.getStatus(), Objects.requireNonNullElseGet(refusal.getTrailers(), Metadata::new));
    }

    /**
     * Who asks what it may do is asked about what it has; names that are none stay, to be refused.
     */
    private Q asCaller(Q message) {
      if (!(message instanceof TestIamPermissionsRequest asked)) {
        return message;
      }
      List<String> had =
          asked.getPermissionsList().stream()
              .filter(permission ->
                  !NAME.matcher(permission).matches()
                      || authorizer.allows(caller, permission, asked.getResource()))
              .toList();
      @SuppressWarnings("unchecked") // It is of the same type as the message.
      Q shorter = (Q) asked.toBuilder().clearPermissions().addAllPermissions(had).build();
      return shorter;
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }
  }
}
