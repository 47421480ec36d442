package dev.sluice.schemas;

import java.util.Optional;
import java.util.Set;

/**
 * What a task's URL must obey. Deliberately little: a bad percent escape, for one, is accepted as
 * Google's service does (spec section 1.3).
 */
final class UrlRules {

  static final int MAX_CHARS = 2083;

  private static final Set<String> DOTS = Set.of(".", "..");
  private static final String NOT_IN_HOSTS = " \"#%/<>?@\\^`{|}";
  private static final String ENCODED = " \"<>\\^`{|}";

  private UrlRules() {}

  static Optional<String> violation(String url) {
    if (url.isEmpty()) {
      return Optional.of("HttpRequest.url is required.");
    }
    int authority = authorityStart(url);
    if (authority < 0) {
      return Optional.of("HttpTarget.url must start with 'http://' or 'https://'.");
    }
    if (url.chars().anyMatch(c -> Ascii.isControl((char) c))) {
      return Optional.of("HttpRequest.url must not contain control characters.");
    }
    if (encodedLength(url) > MAX_CHARS) {
      return Optional.of("HttpRequest.url must be at most 2083 characters long after encoding.");
    }
    int path = authorityEnd(url, authority);
    return authority(url.substring(authority, path))
        .or(() -> path(url.substring(path, pathEnd(url, path))));
  }

  private static Optional<String> path(String path) {
    return isAmbiguous(path)
        ? Optional.of(
            "HttpRequest.url must not have . or .. segments, or backslashes, in its path.")
        : Optional.empty();
  }

  /** HTTP clients do not agree which resource such a path names, so no worker sends it. */
  private static boolean isAmbiguous(String path) {
    if (path.indexOf('\\') >= 0) {
      return true;
    }
    if (!path.contains("/.") && !path.contains("/%2")) {
      return false; // As nearly all.
    }
    for (String segment : path.split("/", -1)) {
      if (DOTS.contains(segment.replace("%2e", ".").replace("%2E", "."))) {
        return true;
      }
    }
    return false;
  }

  private static int pathEnd(String url, int start) {
    int end = start;
    while (end < url.length() && "?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static int authorityStart(String url) {
    for (String scheme : new String[] {"http://", "https://"}) {
      if (url.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return scheme.length();
      }
    }
    return -1;
  }

  private static int authorityEnd(String url, int start) {
    int end = start;
    while (end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private static Optional<String> authority(String authority) {
    String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = hostAndPort.lastIndexOf(':');
    boolean hasPort = colon > hostAndPort.lastIndexOf(']');
    String host = hasPort ? hostAndPort.substring(0, colon) : hostAndPort;
    if (!isHostText(host)) {
      return Optional.of("HttpRequest.url must name a host.");
    }
    return hasPort && !isPort(hostAndPort.substring(colon + 1))
        ? Optional.of("HttpRequest.url must have a port between 1 and 65535, or none.")
        : Optional.empty();
  }

  private static boolean isHostText(String host) {
    return !host.isEmpty() && host.chars().noneMatch(c -> NOT_IN_HOSTS.indexOf(c) >= 0);
  }

  /** Returns whether a text is a host alone: no port, except for an address in brackets. */
  static boolean isHost(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return isHostText(host)
        && host.chars().noneMatch(c -> Ascii.isControl((char) c))
        && (bracketed || host.chars().noneMatch(c -> c == ':' || c == '[' || c == ']'));
  }

  private static boolean isPort(String port) {
    if (port.isEmpty()) {
      return true;
    }
    if (port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    int number = Integer.parseInt(port);
    return number >= 1 && number <= 65_535;
  }

  /** Length when everything that may not stand in a URL is percent-encoded as UTF-8. */
  private static int encodedLength(String url) {
    int length = 0;
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      if (c < 0x80) {
        length += ENCODED.indexOf(c) >= 0 ? 3 : 1;
      } else if (c < 0x800) {
        length += 6;
      } else {
        // Each half of a surrogate pair stands for two of its four bytes.
        length += Character.isSurrogate(c) ? 6 : 9;
      }
    }
    return length;
  }
}
