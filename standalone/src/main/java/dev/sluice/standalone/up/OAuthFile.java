package dev.sluice.standalone.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.delivery.token.OAuthClient;
import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of the service accounts that have OAuth tokens: an object from e-mails to {@code
 * tokenEndpoint}, {@code clientId}, {@code clientSecret} and {@code hosts}, in YAML or JSON.
 */
final class OAuthFile {

  private static final String EXPECTED =
      "(expected: an object from e-mails to tokenEndpoint, clientId, clientSecret and hosts)";

  private OAuthFile() {}

  /**
   * Reads a file.
   *
   * @param path empty: there is none
   * @throws UserErrorException if it cannot be read or is not what it should be; without secrets
   */
  static Map<String, OAuthClient> read(String path) {
    Map<String, OAuthClient> clients = new LinkedHashMap<>();
    if (path.isEmpty()) {
      return clients;
    }
    JsonNode root = parse(path);
    if (!root.isObject()) {
      throw new UserErrorException(path + ": " + EXPECTED);
    }
    root.properties()
        .forEach(entry ->
            clients.put(entry.getKey(), client(path + ", " + entry.getKey(), entry.getValue())));
    return clients;
  }

  private static JsonNode parse(String path) {
    try {
      return new YAMLMapper().readTree(Files.readString(Path.of(path)));
    } catch (JsonProcessingException e) {
      String at = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new UserErrorException(path + at + ": not YAML or JSON " + EXPECTED);
    } catch (IOException e) {
      throw new UserErrorException(path + ": cannot be read " + EXPECTED);
    }
  }

  private static OAuthClient client(String where, JsonNode account) {
    String endpoint = text(where, account, "tokenEndpoint");
    if (!endpoint.startsWith("https://") && !endpoint.startsWith("http://")) {
      throw new UserErrorException(where + ", tokenEndpoint: " + endpoint + " (expected: a URL)");
    }
    try {
      return new OAuthClient(
          URI.create(endpoint),
          text(where, account, "clientId"),
          text(where, account, "clientSecret"),
          hosts(where, account));
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(where + ", tokenEndpoint: " + endpoint + " (expected: a URL)");
    }
  }

  private static List<String> hosts(String where, JsonNode account) {
    List<String> hosts = new ArrayList<>();
    account.path("hosts").forEach(host -> hosts.add(host.asText()));
    if (hosts.isEmpty()) {
      throw new UserErrorException(
          where + ": has no hosts (expected: a list of those that its tokens may go to)");
    }
    return hosts;
  }

  private static String text(String where, JsonNode account, String name) {
    JsonNode value = account.path(name);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new UserErrorException(where + ": has no " + name + " " + EXPECTED);
    }
    return value.textValue();
  }
}
