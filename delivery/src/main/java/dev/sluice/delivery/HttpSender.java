package dev.sluice.delivery;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.delivery.core.AttemptEnd;
import dev.sluice.delivery.core.FailureRules;
import dev.sluice.delivery.core.RequestHeaders;
import dev.sluice.delivery.core.RequestRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.internal.http2.ConnectionShutdownException;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and says how it ended. A request that may have reached its target is never sent
 * twice: the client's own repeats are switched off, and only what HTTP/2 declares untouched is
 * tried again. Redirects are not followed. Once a status line was read it decides, whatever happens
 * to the body.
 */
final class HttpSender implements AutoCloseable {

  private static final int MOST_TRIES = 3;
  private static final int BODY_READ_BYTES = 64 << 10;
  private static final int BODY_KEPT_BYTES = 4 << 10;

  private final TargetClients clients;
  private final HostLimits limits;
  private final ReadUrls urls = new ReadUrls();
  private final InstantSource wall;
  private final LongSupplier nanoTime;

  /**
   * A request to send.
   *
   * @param url as the creator gave it
   * @param method HTTP method
   * @param headers all headers but those of the connection
   * @param body request body; ignored for methods that have none
   * @param deadline how long it may take
   */
  record Outgoing(
      String url,
      String method,
      List<RequestHeaders.Header> headers,
      byte[] body,
      Duration deadline) {}

  /**
   * Makes a sender.
   *
   * @throws IllegalArgumentException if a file that the settings name cannot be used
   */
  HttpSender(
      AddressRules rules,
      OutboundSettings outbound,
      Dns resolver,
      InstantSource wall,
      LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.clients = new TargetClients(rules, outbound, resolver, nanoTime);
    this.limits = new HostLimits(outbound.connectionsPerHost());
  }

  /**
   * Sends a request and waits for its end.
   *
   * @param maySend asked right before the request is written
   * @param running told of each call that is made, so that it can be cancelled
   */
  AttemptEnd send(Outgoing outgoing, BooleanSupplier maySend, Consumer<Call> running) {
    long startNanos = nanoTime.getAsLong();
    Exchange exchange = new Exchange(maySend, asksForEncoding(outgoing));
    try {
      Request request = request(outgoing, exchange);
      Call call = clients.of(request.url()).newCall(request);
      // It can be cancelled while it waits for its place, too.
      running.accept(call);
      try (var _ = limits.take(request.url(), outgoing.deadline(), call::isCanceled)) {
        return exchange(call, outgoing, exchange, startNanos, running);
      }
    } catch (IOException e) {
      return exchange.status() != 0
          ? exchange.responded(wall.millis(), new byte[0])
          : FailureRules.classify(e, since(startNanos), outgoing.deadline());
    }
  }

  private AttemptEnd exchange(
      Call first, Outgoing outgoing, Exchange exchange, long startNanos, Consumer<Call> running)
      throws IOException {
    Call call = first;
    for (int tries = 1; ; tries++) {
      long leftMillis = outgoing.deadline().minus(since(startNanos)).toMillis();
      call.timeout().timeout(Math.max(1, leftMillis), TimeUnit.MILLISECONDS);
      try (Response response = call.execute()) {
        return exchange.responded(wall.millis(), body(response, call));
      } catch (IOException e) {
        if (tries >= MOST_TRIES || !wasUntouched(e) || call.isCanceled()) {
          throw e;
        }
        call = call.clone();
        running.accept(call);
      }
    }
  }

  /** HTTP/2 says of a request that the other side has not looked at it (RFC 9113, section 8.7). */
  static boolean wasUntouched(IOException failure) {
    return failure instanceof ConnectionShutdownException
        || (failure instanceof StreamResetException reset
            && reset.errorCode == ErrorCode.REFUSED_STREAM);
  }

  private static byte[] body(Response response, Call call) {
    BufferedSource source = response.body().source();
    try {
      if (source.request(BODY_READ_BYTES + 1L)) {
        // Closing would read on for a while; nobody wants the rest.
        call.cancel();
      }
      return firstBytes(source);
    } catch (IOException e) {
      // The status line has decided: what came of the body until it broke is kept.
      return firstBytes(source);
    }
  }

  private static byte[] firstBytes(BufferedSource source) {
    Buffer read = source.getBuffer();
    return read.snapshot((int) Math.min(BODY_KEPT_BYTES, read.size())).toByteArray();
  }

  private Request request(Outgoing outgoing, Exchange exchange) throws RequestRefusedException {
    Headers.Builder headers = new Headers.Builder();
    for (RequestHeaders.Header header : outgoing.headers()) {
      headers.addUnsafeNonAscii(header.name(), header.value());
    }
    return new Request.Builder()
        .url(urls.of(outgoing.url()))
        .headers(headers.build())
        .method(outgoing.method(), requestBody(outgoing))
        .tag(Exchange.class, exchange)
        .build();
  }

  private static @Nullable RequestBody requestBody(Outgoing outgoing) {
    return switch (outgoing.method()) {
      case "POST", "PUT", "PATCH" -> new OnceOnlyBody(outgoing.body());
      default -> null;
    };
  }

  private static boolean asksForEncoding(Outgoing outgoing) {
    return outgoing.headers().stream()
        .anyMatch(header -> header.name().equalsIgnoreCase("Accept-Encoding"));
  }

  private Duration since(long startNanos) {
    return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
  }

  /** Closes the idle connections; running calls go on. */
  @Override
  public void close() {
    clients.close();
  }

  /** The client never repeats a request with such a body on its own. */
  private static final class OnceOnlyBody extends RequestBody {

    private final byte[] bytes;

    OnceOnlyBody(byte[] bytes) {
      this.bytes = bytes;
    }

    // No default Content-Type for HTTP tasks (spec section 4.1).
    @Override
    public okhttp3.@Nullable MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return bytes.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(bytes);
    }
  }
}
