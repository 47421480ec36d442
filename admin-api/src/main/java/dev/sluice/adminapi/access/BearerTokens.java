package dev.sluice.adminapi.access;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file of bearer tokens: a token and its principal on each line, {@code #} before comments. A
 * token may be given as {@code sha256:} and its hash in hex. Only hashes are kept and compared, so
 * the time that takes tells nothing about tokens.
 */
final class BearerTokens {

  private static final int SHORTEST_TOKEN = 16;
  private static final String HASHED = "sha256:";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final WatchedFiles<Map<String, Principal>> file;

  BearerTokens(Path file) {
    this.file = WatchedFiles.open("token file " + file, List.of(file), BearerTokens::read);
  }

  void look() {
    file.look();
  }

  Optional<Principal> find(String token) {
    return Optional.ofNullable(file.get().get(Sha256.hex(token)));
  }

  private static Map<String, Principal> read(List<byte[]> contents) {
    Map<String, Principal> tokens = new HashMap<>();
    int number = 0;
    for (String line : new String(contents.getFirst(), StandardCharsets.UTF_8).lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.strip().split("\\s+", 2);
      if (parts.length != 2 || !Members.isOne(parts[1])) {
        throw wrong(number, "a token, a space and a principal such as user:ann@example.com");
      }
      if (tokens.put(hash(parts[0], number), Principal.of(parts[1], Set.of())) != null) {
        throw wrong(number, "each token once");
      }
    }
    return Map.copyOf(tokens);
  }

  private static String hash(String token, int line) {
    if (!token.startsWith(HASHED)) {
      if (token.length() < SHORTEST_TOKEN) {
        throw wrong(line, "a token of at least " + SHORTEST_TOKEN + " characters");
      }
      return Sha256.hex(token);
    }
    String hash = token.substring(HASHED.length()).toLowerCase(Locale.ROOT);
    if (!HASH.matcher(hash).matches()) {
      throw wrong(line, HASHED + " and 64 hexadecimal digits");
    }
    return hash;
  }

  /** Says what was expected, and nothing of what is there. */
  private static IllegalArgumentException wrong(int line, String expected) {
    return new IllegalArgumentException("line " + line + " (expected: " + expected + ")");
  }
}
