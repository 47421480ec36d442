package dev.sluice.standalone.config;

import dev.sluice.adminapi.access.AccessSettings.Issuer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** OpenID issuers as settings have them: {@code URL} or {@code URL=KEYS}, comma separated. */
final class Issuers {

  private Issuers() {}

  static List<Issuer> parse(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .map(Issuers::one)
        .toList();
  }

  private static Issuer one(String text) {
    int equals = text.indexOf('=');
    String url = equals < 0 ? text : text.substring(0, equals);
    if (!url.matches("https?://[^/\\s]+\\S*")) {
      throw new IllegalArgumentException("issuer: " + url + " (expected: a URL)");
    }
    String keys = equals < 0 ? "" : text.substring(equals + 1);
    return new Issuer(url, Optional.of(keys).filter(given -> !given.isEmpty()));
  }

  static String print(List<Issuer> issuers) {
    return issuers.stream()
        .map(issuer -> issuer.url() + issuer.keys().map(keys -> "=" + keys).orElse(""))
        .collect(Collectors.joining(","));
  }
}
