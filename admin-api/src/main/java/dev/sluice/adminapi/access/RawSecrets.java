package dev.sluice.adminapi.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hides secrets in the bytes of a record that is not a valid task. In JSON it is the value of a
 * header, and every text beside or in one that names such a header; in anything else, everything
 * from the first name of such a header on, since it cannot be told where a value ends.
 */
final class RawSecrets {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SecretHeaders secret;

  RawSecrets(SecretHeaders secret) {
    this.secret = secret;
  }

  /** What is to be shown instead; null: the bytes themselves. */
  @Nullable ByteString changed(ByteString raw) {
    // One byte is one char here, so places in the text are places in the bytes.
    String text = raw.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    int first =
        secret.names().stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(-1);
    boolean mayBeEscaped = text.contains("\\u");
    if (first < 0 && !mayBeEscaped) {
      return null;
    }
    try {
      JsonNode json = JSON.readTree(raw.toByteArray());
      if (json != null && json.isContainerNode()) {
        hide(json);
        return ByteString.copyFromUtf8(json.toString());
      }
    } catch (JsonProcessingException e) {
      // Not JSON: cut below.
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return first < 0
        ? null
        : raw.substring(0, first).concat(ByteString.copyFromUtf8(SecretHeaders.HIDDEN));
  }

  private void hide(JsonNode node) {
    // A text that names such a header may go on with its value, or have it beside it.
    boolean named = false;
    for (JsonNode value : node) {
      named |= value.isTextual() && names(value.textValue());
    }
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> property : object.properties()) {
        if (secret.contains(property.getKey()) || (named && property.getValue().isTextual())) {
          object.put(property.getKey(), SecretHeaders.HIDDEN);
        }
      }
    } else if (named && node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).isTextual()) {
          array.set(i, TextNode.valueOf(SecretHeaders.HIDDEN));
        }
      }
    }
    node.forEach(this::hide);
  }

  private boolean names(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    return secret.names().stream().anyMatch(small::contains);
  }
}
