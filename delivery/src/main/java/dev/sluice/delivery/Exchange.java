package dev.sluice.delivery;

import dev.sluice.delivery.core.AttemptEnd;
import dev.sluice.delivery.core.NotSentException;
import dev.sluice.delivery.core.RetryAfter;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Follows one request through the HTTP client, as a tag of it: asks before the request is written,
 * and keeps the status line from the moment it was read, whatever the client thinks of the rest.
 */
final class Exchange {

  private final BooleanSupplier maySend;
  private final boolean asksForEncoding;
  private volatile int status;
  private volatile @Nullable String retryAfter;

  Exchange(BooleanSupplier maySend, boolean asksForEncoding) {
    this.maySend = maySend;
    this.asksForEncoding = asksForEncoding;
  }

  /** Returns the status of the response; 0 if there is none. */
  int status() {
    return status;
  }

  /**
   * The end of the attempt, once a status line was read: it decides, whatever happens to the rest.
   *
   * @param nowMillis for a wait that is told as a date
   * @param body what came of the response's body
   */
  AttemptEnd responded(long nowMillis, byte[] body) {
    return AttemptEnd.responded(status, RetryAfter.millis(retryAfter, nowMillis), body);
  }

  /** Calls the exchange when a response's head was read. */
  static EventListener listen(Call call) {
    Exchange exchange = call.request().tag(Exchange.class);
    return exchange == null ? EventListener.NONE : exchange.new HeadListener();
  }

  private final class HeadListener extends EventListener {
    @Override
    public void responseHeadersEnd(Call call, Response response) {
      retryAfter = response.header("Retry-After");
      status = response.code();
    }
  }

  /** The last step before a request is written. */
  static final class Gate implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
      Request request = chain.request();
      Exchange exchange = request.tag(Exchange.class);
      if (exchange == null) {
        return chain.proceed(request);
      }
      if (!exchange.maySend.getAsBoolean()) {
        throw new NotSentException();
      }
      // The client asks for gzip on its own; what the target is asked for is the creator's
      // business.
      Request asGiven =
          exchange.asksForEncoding
              ? request
              : request.newBuilder().removeHeader("Accept-Encoding").build();
      // After a 503 with Retry-After: 0 the client would send the request again by itself.
      return chain.proceed(asGiven).newBuilder().removeHeader("Retry-After").build();
    }
  }
}
