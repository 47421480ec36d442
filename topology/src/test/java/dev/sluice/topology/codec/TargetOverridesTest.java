package dev.sluice.topology.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.QueueDefaults;
import dev.sluice.topology.core.TargetSettings;
import dev.sluice.topology.core.TargetSettings.Changed;
import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.HeaderOverride;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.QueueTarget;
import dev.sluice.v1.Task;
import dev.sluice.v1.UriOverride;
import dev.sluice.v1.UriOverrideEnforceMode;
import dev.sluice.v1.UriScheme;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Spec section 4.3. */
final class TargetOverridesTest {

  /** Overrides are written as scheme|host|port|path|query; "-" is absent, "" present and empty. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          http://a/p?q=1      ; -,-,-,-,-              ; ALWAYS        ; http://a/p?q=1
          http://a/p?q=1      ; HTTPS,-,-,-,-          ; ALWAYS        ; https://a/p?q=1
          https://a:8443/p    ; HTTP,-,-,-,-           ; ALWAYS        ; http://a:8443/p
          HTTP://a/p          ; -,b,-,-,-              ; ALWAYS        ; HTTP://b/p
          http://u:s@a:80/p   ; -,b,-,-,-              ; ALWAYS        ; http://b:80/p
          http://u:s@a:80/p   ; -,-,90,-,-             ; ALWAYS        ; http://u:s@a:90/p
          http://a/p          ; -,[::1],8080,-,-       ; ALWAYS        ; http://[::1]:8080/p
          http://[::1]/p      ; -,-,81,-,-             ; ALWAYS        ; http://[::1]:81/p
          http://[::1]:80/p   ; -,-,0,-,-              ; ALWAYS        ; http://[::1]/p
          http://a:80/p       ; -,-,0,-,-              ; ALWAYS        ; http://a/p
          http://a:80/p       ; -,-,443,-,-            ; ALWAYS        ; http://a:443/p
          http://a/p/q        ; -,-,-,/x,-             ; ALWAYS        ; http://a/x
          http://a/p/q        ; -,-,-,x,-              ; ALWAYS        ; http://a/x
          http://a/p?q=1      ; -,-,-,,-               ; ALWAYS        ; http://a?q=1
          http://a/p?q=1      ; -,-,-,-,               ; ALWAYS        ; http://a/p
          http://a/p?q=1      ; -,-,-,-,r=2&s=3        ; ALWAYS        ; http://a/p?r=2&s=3
          http://a/p          ; -,-,-,-,?r=2           ; ALWAYS        ; http://a/p?r=2
          http://a?q=1#f      ; -,-,-,/x,r             ; ALWAYS        ; http://a/x?r#f
          http://a/p?q=1      ; HTTPS,b,81,/x,r=2      ; ALWAYS        ; https://b:81/x?r=2
          http://a/p?q=1      ; HTTPS,b,81,/x,r=2      ; IF_NOT_EXISTS ; http://a:81/p?q=1
          http://a:80/p?q=1   ; HTTPS,b,81,/x,r=2      ; IF_NOT_EXISTS ; http://a:80/p?q=1
          http://a            ; HTTPS,b,81,/x,r=2      ; IF_NOT_EXISTS ; http://a:81/x?r=2
          http://a/p          ; -,-,-,-,r=2            ; IF_NOT_EXISTS ; http://a/p?r=2
          http://a/p?q        ; -,-,0,,                ; IF_NOT_EXISTS ; http://a/p?q
          http://a/a b?ü=%zz  ; -,b,-,-,-              ; ALWAYS        ; http://b/a b?ü=%zz
          """)
  void uri(String url, String override, UriOverrideEnforceMode mode, String expected) {
    Task task = task(HttpRequest.newBuilder().setUrl(url));

    apply(HttpTarget.newBuilder().setUriOverride(uri(override.split(",", -1), mode)), task);

    assertThat(task.getHttpRequest().getUrl()).isEqualTo(expected);
  }

  private static UriOverride uri(String[] parts, UriOverrideEnforceMode mode) {
    UriOverride.Builder uri = UriOverride.newBuilder().setEnforceMode(mode);
    if (!parts[0].equals("-")) {
      uri.setScheme(UriScheme.valueOf(parts[0]));
    }
    if (!parts[1].equals("-")) {
      uri.setHost(parts[1]);
    }
    if (!parts[2].equals("-")) {
      uri.setPort(Long.valueOf(parts[2]));
    }
    if (!parts[3].equals("-")) {
      uri.setPath(parts[3].strip());
    }
    if (!parts[4].equals("-")) {
      uri.setQuery(parts[4].strip());
    }
    return uri.build();
  }

  @ParameterizedTest
  @EnumSource(HttpMethod.class)
  void method_replaces_andDropsTheBodyWhereThereMayBeNone(HttpMethod method) {
    Task task = task(request().setBody(ByteBuffer.wrap(new byte[] {1})));

    apply(HttpTarget.newBuilder().setMethod(method), task);

    assertThat(task.getHttpRequest().getMethod()).isEqualTo(method);
    boolean keepsBody =
        method == HttpMethod.POST || method == HttpMethod.PUT || method == HttpMethod.PATCH;
    assertThat(task.getHttpRequest().getBody() != null).isEqualTo(keepsBody);
  }

  @Test
  void headers_replaceThoseOfTheirNameAndAreAdded() {
    Map<String, String> own = new LinkedHashMap<>();
    own.put("X-A", "1");
    own.put("content-type", "text/plain");
    Task task = task(request().setHeaders(own));

    apply(
        HttpTarget.newBuilder()
            .setHeaderOverrides(
                List.of(
                    new HeaderOverride("Content-Type", "application/json"),
                    new HeaderOverride("X-B", "2"))),
        task);

    assertThat(task.getHttpRequest().getHeaders())
        .containsExactly(
            Map.entry("X-A", "1"),
            Map.entry("Content-Type", "application/json"),
            Map.entry("X-B", "2"));
  }

  @Test
  void tokens_replaceTheTasks_ofWhateverKind() {
    Task task = task(request().setOidcToken(new OidcToken("task@x", "")));

    apply(HttpTarget.newBuilder().setOauthToken(new OAuthToken("queue@x", "s")), task);
    assertThat(task.getHttpRequest().getOidcToken()).isNull();
    assertThat(task.getHttpRequest().getOauthToken()).isEqualTo(new OAuthToken("queue@x", "s"));

    apply(HttpTarget.newBuilder().setOidcToken(new OidcToken("queue@x", "a")), task);
    assertThat(task.getHttpRequest().getOidcToken()).isEqualTo(new OidcToken("queue@x", "a"));
    assertThat(task.getHttpRequest().getOauthToken()).isNull();

    apply(HttpTarget.newBuilder(), task);
    assertThat(task.getHttpRequest().getOidcToken()).isEqualTo(new OidcToken("queue@x", "a"));
  }

  @Test
  void appEngine_routingOfTheQueue_isStronger_andHttpTargetNotMeant() {
    Task task = task(request().setUrl(""));
    task.setAppEngineHttpRequest(
        AppEngineHttpRequest.newBuilder().setRouting(new AppEngineRouting("a", "b", "c")).build());
    QueueTarget target =
        new QueueTarget(
            HttpTarget.newBuilder().setMethod(HttpMethod.GET).build(),
            new AppEngineRouting("x", "", ""),
            List.of());

    TargetOverrides.apply(target, task);

    assertThat(task.getAppEngineHttpRequest().getRouting())
        .isEqualTo(new AppEngineRouting("x", "", ""));
    assertThat(task.getAppEngineHttpRequest().getMethod()).isEqualTo(HttpMethod.POST);
    assertThat(task.getHttpRequest().getUrl()).isEmpty();
  }

  @Test
  void settings_ofAQueue_makeTheRoundTrip() {
    QueueConfig config = QueueDefaults.config();
    assertThat(TargetCodec.settings(config)).isSameAs(TargetSettings.NONE);
    config.setHttpTarget(HttpTarget.newBuilder().setMethod(HttpMethod.PUT).build());
    config.setSigningSecrets(List.of("whsec_" + "A".repeat(32)));
    QueueConfig again = QueueDefaults.config();

    TargetCodec.write(TargetCodec.settings(config), again);

    assertThat(again).isEqualTo(config);
    assertThat(TargetCodec.settings(config).toString()).doesNotContain("whsec");
  }

  @Test
  void change_leavesOfATarget_areJudgedTogether() {
    QueueConfig audience = QueueDefaults.config();
    audience.setHttpTarget(HttpTarget.newBuilder().setOidcToken(new OidcToken("", "them")).build());
    List<String> path = List.of("httpTarget.oidcToken.audience");
    QueueConfig queue = QueueDefaults.config();
    queue.setHttpTarget(HttpTarget.newBuilder().setOidcToken(new OidcToken("me@x", "us")).build());

    Changed merged = TargetCodec.change(audience, path).applyTo(TargetCodec.settings(queue));
    assertThat(merged)
        .isInstanceOfSatisfying(
            Changed.To.class,
            to ->
                assertThat(TargetCodec.target(to.target()).getHttpTarget().getOidcToken())
                    .isEqualTo(new OidcToken("me@x", "them")));
    assertThat(TargetCodec.change(audience, path).applyTo(TargetSettings.NONE))
        .isEqualTo(new Changed.Refused("HttpTarget.oidc_token.service_account_email must be set."));
  }

  private static void apply(HttpTarget.Builder target, Task task) {
    TargetOverrides.apply(new QueueTarget(target.build(), null, List.of()), task);
  }

  private static HttpRequest.Builder request() {
    return HttpRequest.newBuilder().setUrl("http://a/p");
  }

  private static Task task(HttpRequest.Builder request) {
    return Task.newBuilder().setHttpRequest(request.build()).build();
  }
}
