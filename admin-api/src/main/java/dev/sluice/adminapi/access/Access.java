package dev.sluice.adminapi.access;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may call an API server: its certificate, its callers' credentials, and their permissions. */
public final class Access implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Access.class);

  /** How long after a file has changed the change holds, at most. */
  public static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);

  private static final String BEARER = "bearer ";
  private static final int PROCESS_TOKEN_BYTES = 32;

  /** Where time comes from: the wall clock, and a monotonic one in nanoseconds. */
  public record Clocks(InstantSource wall, LongSupplier nanoTime) {

    /** The machine's. */
    public static Clocks system() {
      return new Clocks(InstantSource.system(), System::nanoTime);
    }
  }

  private final boolean authenticates;
  private final Optional<ServerTls> tls;
  private final Optional<BearerTokens> tokens;
  private final Optional<WebTokens> webTokens;
  private final Authorizer authorizer;
  private final SecretHeaders secretHeaders;
  private final String processToken;
  private final ExecutorService fetches = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread looks =
      Thread.ofPlatform().name("sluice-access").daemon().unstarted(this::lookUntilClosed);
  private volatile boolean closed;

  private Access(AccessSettings settings, QueuePolicies queues, Clocks clocks) {
    this.authenticates = settings.authenticates();
    this.tls = settings.tls().map(ServerTls::new);
    this.tokens = settings.tokenFile().map(BearerTokens::new);
    this.webTokens = settings.jwt().map(jwt -> webTokens(jwt, clocks));
    this.authorizer = new Authorizer(settings.policyFile(), queues);
    this.secretHeaders = new SecretHeaders(settings.secretHeaders());
    byte[] secret = new byte[PROCESS_TOKEN_BYTES];
    new SecureRandom().nextBytes(secret);
    this.processToken = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /**
   * Reads what the settings name, and goes on reading it when it changes.
   *
   * @throws AccessConfigException if something there cannot be used
   */
  public static Access open(AccessSettings settings, QueuePolicies queues, Clocks clocks) {
    Access access = new Access(settings, queues, clocks);
    access.looks.start();
    return access;
  }

  private WebTokens webTokens(AccessSettings.Jwt jwt, Clocks clocks) {
    IssuerHttp http = IssuerHttp.trusting(jwt.caFile());
    Map<String, IssuerKeys> issuers = new HashMap<>();
    for (AccessSettings.Issuer issuer : jwt.issuers()) {
      requireUsable(issuer);
      issuers.put(
          issuer.url(),
          new IssuerKeys(
              issuer.url(), KeySource.of(issuer, http.client()), fetches, clocks.nanoTime()));
    }
    return new WebTokens(issuers, jwt, clocks.wall());
  }

  private static void requireUsable(AccessSettings.Issuer issuer) {
    issuer
        .keys()
        .filter(keys -> !KeySource.isUrl(keys) && !Path.of(keys).toFile().canRead())
        .ifPresent(keys -> {
          throw new AccessConfigException(
              "keys of " + issuer.url() + ": " + keys + " (expected: a file that can be read)");
        });
  }

  private void lookUntilClosed() {
    while (!closed) {
      try {
        look();
      } catch (RuntimeException e) {
        log.error("event=access_look_failed", e);
      }
      LockSupport.parkNanos(LOOK_INTERVAL.toNanos());
    }
  }

  /** Reads again what has changed. */
  void look() {
    tls.ifPresent(ServerTls::look);
    tokens.ifPresent(BearerTokens::look);
    authorizer.look();
    webTokens.ifPresent(WebTokens::look);
  }

  /** Whether callers have to say who they are. */
  public boolean authenticates() {
    return authenticates;
  }

  /** TLS of the port, if it has any. */
  public Optional<ServerTls> tls() {
    return tls;
  }

  /** A bearer token of this process, good as long as it runs, for calls of its own. */
  public String processToken() {
    return processToken;
  }

  /** Says who calls. The future is done, but for a token whose issuer's keys are to be fetched. */
  public CompletableFuture<Identity> identify(
      ServiceRequestContext context, RequestHeaders headers) {
    if (!authenticates) {
      return known(Principal.ANYBODY);
    }
    String authorization = headers.get("authorization");
    return authorization == null ? byCertificate(context) : byToken(authorization);
  }

  private CompletableFuture<Identity> byCertificate(ServiceRequestContext context) {
    return ClientCertificates.principal(context.sslSession())
        .map(Access::known)
        .orElseGet(() -> CompletableFuture.completedFuture(new Identity.Missing()));
  }

  private CompletableFuture<Identity> byToken(String authorization) {
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return rejected("The Authorization header has no bearer token.");
    }
    String token = authorization.substring(BEARER.length()).strip();
    if (isProcessToken(token)) {
      return known(Principal.PROCESS);
    }
    @Nullable Principal owner = tokens.flatMap(known -> known.find(token)).orElse(null);
    if (owner != null) {
      return known(owner);
    }
    return webTokens
        .filter(any -> WebTokens.isOne(token))
        .map(found -> found.identify(token))
        .orElseGet(() -> rejected("The token is not known."));
  }

  private boolean isProcessToken(String token) {
    // Hashes are compared: the time that takes tells nothing about the token.
    return Sha256.hex(token).equals(Sha256.hex(processToken));
  }

  private static CompletableFuture<Identity> known(Principal principal) {
    return CompletableFuture.completedFuture(new Identity.Known(principal));
  }

  private static CompletableFuture<Identity> rejected(String why) {
    return CompletableFuture.completedFuture(new Identity.Rejected(why));
  }

  /** Makes a caller known to everything that works on its request. */
  public void admit(ServiceRequestContext context, Principal caller) {
    caller.calls(context);
  }

  /**
   * What lets calls of some services through or refuses them, and hides secrets in their answers.
   *
   * @throws IllegalStateException if what one of their methods needs is not decided
   */
  public List<ServerInterceptor> interceptors(List<ServerServiceDefinition> services) {
    Set<FileDescriptor> files =
        services.stream()
            .map(service -> service.getServiceDescriptor().getSchemaDescriptor())
            .filter(ProtoFileDescriptorSupplier.class::isInstance)
            .map(schema -> ((ProtoFileDescriptorSupplier) schema).getFileDescriptor())
            .collect(Collectors.toUnmodifiableSet());
    return List.of(
        new Masking(new SecretFields(secretHeaders, files)), new Gate(authorizer, services));
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(looks);
    fetches.shutdownNow();
  }
}
