package dev.sluice.adminapi.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Where the JSON web key set of an issuer comes from. Reading may take seconds. */
@FunctionalInterface
interface KeySource {

  /** Reads the set, as JSON. */
  String read() throws IOException, InterruptedException;

  /** The source of an issuer: a file, a URL, or what the issuer's discovery document names. */
  static KeySource of(AccessSettings.Issuer issuer, HttpClient http) {
    if (issuer.keys().isEmpty()) {
      return () -> get(http, discovered(issuer.url(), http));
    }
    String keys = issuer.keys().get();
    return isUrl(keys) ? () -> get(http, keys) : () -> Files.readString(Path.of(keys));
  }

  /** Whether keys are to be fetched, not read. */
  static boolean isUrl(String keys) {
    return keys.matches("https?://.*");
  }

  private static String discovered(String issuer, HttpClient http)
      throws IOException, InterruptedException {
    String place = issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration";
    JsonNode document = new ObjectMapper().readTree(get(http, place));
    if (!document.path("issuer").asText().equals(issuer)) {
      throw new IOException(place + " is about another issuer");
    }
    String keys = document.path("jwks_uri").asText();
    // Keys that anybody on the way could swap prove nothing.
    if (!keys.startsWith("https://") && !issuer.startsWith("http://")) {
      throw new IOException(place + " has no jwks_uri that starts with https://");
    }
    return keys.isEmpty() ? fail(place + " has no jwks_uri") : keys;
  }

  private static String fail(String message) throws IOException {
    throw new IOException(message);
  }

  private static String get(HttpClient http, String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(5))
            .header("Accept", "application/json")
            .build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException(url + " answered " + response.statusCode());
      }
      byte[] bytes = body.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(url + " answered with more than " + MOST_BYTES + " bytes");
      }
      return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /** Far more than any key set has. */
  int MOST_BYTES = 1 << 20;
}
