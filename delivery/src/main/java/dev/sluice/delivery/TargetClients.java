package dev.sluice.delivery;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.delivery.core.RequestRefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP clients: one that connects to targets, guarded at its resolver and at its sockets, and
 * one that connects to nothing but the proxy, if there is one. What a proxy connects to is its own
 * business; all that can be done here is to refuse what resolves to a refused address here.
 */
final class TargetClients implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PING_EVERY = Duration.ofSeconds(20);

  /**
   * Under the time after which servers close idle connections: gunicorn's after 2 s, Apache's and
   * Node's after 5 s. A request on a connection that its target is closing has failed, as it may
   * have been read. The client looks for that only after 10 s, and no look is cheaper than a read
   * with a timeout before each request; to connect again after a pause costs less.
   */
  private static final Duration KEEP_IDLE = Duration.ofMillis(1_500);

  private static final int MOST_IDLE_CONNECTIONS = 1024;
  private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";

  private final OutboundSettings settings;
  private final AddressRules rules;
  private final Dns resolver;
  private final OkHttpClient direct;
  private final Optional<OkHttpClient> proxied;

  /**
   * Makes them.
   *
   * @throws IllegalArgumentException if a file that the settings name cannot be used
   */
  TargetClients(
      AddressRules rules, OutboundSettings settings, Dns resolver, LongSupplier nanoTime) {
    this.settings = settings;
    this.rules = rules;
    this.resolver = resolver;
    SilentAddresses silent = new SilentAddresses(nanoTime);
    OkHttpClient common = common(TargetTls.of(settings));
    this.direct =
        common
            .newBuilder()
            .dns(new GuardedDns(rules, resolver, silent))
            .socketFactory(new GuardedSockets(rules, silent))
            // A proxy of the JVM's would connect for us, past the guard.
            .proxy(Proxy.NO_PROXY)
            .build();
    this.proxied = settings.proxy().map(proxy -> proxied(common, proxy));
  }

  private static OkHttpClient common(TargetTls tls) {
    return new OkHttpClient.Builder()
        .sslSocketFactory(tls.sockets(), tls.trust())
        .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
        .connectionPool(
            new ConnectionPool(MOST_IDLE_CONNECTIONS, KEEP_IDLE.toMillis(), TimeUnit.MILLISECONDS))
        // It connects on a platform thread of the client's for each new connection, and a target
        // that swallows packets holds each for the whole timeout. Without it a name's addresses
        // are tried one after the other: one that is dead costs the timeout before the next, and
        // is last then (SilentAddresses).
        .fastFallback(false)
        .connectTimeout(CONNECT_TIMEOUT)
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .pingInterval(PING_EVERY)
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        .addNetworkInterceptor(new Exchange.Gate())
        .eventListenerFactory(Exchange::listen)
        .build();
  }

  private OkHttpClient proxied(OkHttpClient common, ProxyAddress address) {
    InetSocketAddress place = InetSocketAddress.createUnresolved(address.host(), address.port());
    OkHttpClient.Builder client =
        common.newBuilder().dns(resolver).proxy(new Proxy(Proxy.Type.HTTP, place));
    address
        .userInfo()
        .map(TargetClients::basic)
        .ifPresent(credentials -> authorize(client, credentials));
    return client.build();
  }

  private static void authorize(OkHttpClient.Builder client, String credentials) {
    // For https the proxy is asked to connect, and told then; for http with every request. The
    // client also asks here what to answer to a target's 407, which came through the tunnel.
    client.proxyAuthenticator((route, response) -> {
      Request request = response.request();
      boolean isFirstToProxy =
          request.method().equals("CONNECT") && request.header(PROXY_AUTHORIZATION) == null;
      return isFirstToProxy
          ? request.newBuilder().header(PROXY_AUTHORIZATION, credentials).build()
          : null;
    });
    client.addNetworkInterceptor(chain -> {
      Request request = chain.request();
      return chain.proceed(
          request.isHttps()
              ? request
              : request.newBuilder().header(PROXY_AUTHORIZATION, credentials).build());
    });
  }

  private static String basic(String userInfo) {
    int colon = userInfo.indexOf(':');
    return colon < 0
        ? Credentials.basic(userInfo, "", StandardCharsets.UTF_8)
        : Credentials.basic(
            userInfo.substring(0, colon), userInfo.substring(colon + 1), StandardCharsets.UTF_8);
  }

  /**
   * The client for a URL.
   *
   * @throws RequestRefusedException if a proxy would be asked for an address that is refused
   */
  OkHttpClient of(HttpUrl url) throws RequestRefusedException {
    if (proxied.isEmpty() || isExempt(url.host())) {
      return direct;
    }
    refuseKnown(url.host());
    return proxied.get();
  }

  private void refuseKnown(String host) throws RequestRefusedException {
    List<InetAddress> addresses;
    try {
      addresses = resolver.lookup(host);
    } catch (UnknownHostException e) {
      // Behind a proxy it is usual that only the proxy can resolve names.
      return;
    }
    for (InetAddress address : addresses) {
      @Nullable String refusal = rules.refusal(address);
      if (refusal != null) {
        throw new RequestRefusedException(refusal);
      }
    }
  }

  private boolean isExempt(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return settings.proxyExemptHosts().stream()
        .map(exempt -> exempt.toLowerCase(Locale.ROOT))
        .anyMatch(exempt -> exempt.startsWith(".") ? name.endsWith(exempt) : name.equals(exempt));
  }

  /** Closes the idle connections; running calls go on. */
  @Override
  public void close() {
    direct.connectionPool().evictAll();
    direct.dispatcher().executorService().shutdown();
  }
}
