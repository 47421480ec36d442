package dev.sluice.adminapi.oidc;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Serves what handlers need to verify tokens: {@code /.well-known/openid-configuration}, the keys
 * as a JWK set and, at {@code /.well-known/certs}, in PEM. Open to everybody. May be kept for an
 * hour: keys are published for longer than that before they sign.
 *
 * @param issuer the issuer's URL, as tokens name it
 * @param keys the installation's keys
 * @param clock which of them are still published
 */
public record KeyPages(Supplier<String> issuer, PublishedKeys keys, InstantSource clock) {

  private static final String KEPT = "public, max-age=3600";

  /** Paths that must stay open, whatever access rules there are. */
  public static final String PATHS = "/.well-known/";

  /** Adds the pages to a server. */
  public void addTo(ServerBuilder server) {
    server
        .route()
        .get(PATHS + "openid-configuration")
        .build((context, request) -> page(KeyDocuments.configuration(issuer.get())))
        .route()
        .get(KeyDocuments.KEYS_PATH)
        .build((context, request) -> page(KeyDocuments.keySet(keys.at(clock.instant()))))
        .route()
        .get(PATHS + "certs")
        .build((context, request) -> page(KeyDocuments.pems(keys.at(clock.instant()))));
  }

  private static HttpResponse page(byte[] json) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON_UTF_8)
            .add(HttpHeaderNames.CACHE_CONTROL, KEPT)
            .build(),
        HttpData.wrap(json));
  }
}
