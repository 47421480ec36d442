package dev.sluice.adminapi.access;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Objects;

/**
 * Hides secrets in every answer, and refuses requests that would store what is shown in their
 * place: somebody has copied it from a view.
 */
final class Masking implements ServerInterceptor {

  private final SecretFields secrets;

  Masking(SecretFields secrets) {
    this.secrets = secrets;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new Checked<>(next.startCall(new Masked<>(call), headers), call);
  }

  private final class Masked<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {

    Masked(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void sendMessage(A message) {
      @SuppressWarnings("unchecked") // It is of the same type as the message.
      A shown = (A) secrets.hidden((Message) message);
      super.sendMessage(shown);
    }
  }

  private final class Checked<Q>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {

    private final ServerCall<Q, ?> call;
    private boolean refused;

    Checked(ServerCall.Listener<Q> inner, ServerCall<Q, ?> call) {
      super(inner);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      refused = secrets.hasHidden((Message) message);
      if (!refused) {
        super.onMessage(message);
        return;
      }
      StatusRuntimeException refusal =
          StatusProto.toStatusRuntimeException(
              Status.newBuilder()
                  .setCode(Code.INVALID_ARGUMENT_VALUE)
                  .setMessage(
                      "The value \""
                          + SecretHeaders.HIDDEN
                          + "\" of a secret header is what views show instead of it; send the"
                          + " value itself.")
                  .build());
      call.close(
          refusal.getStatus(), Objects.requireNonNullElseGet(refusal.getTrailers(), Metadata::new));
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }
  }
}
