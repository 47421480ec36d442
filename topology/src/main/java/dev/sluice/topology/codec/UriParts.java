package dev.sluice.topology.codec;

import dev.sluice.v1.UriOverride;
import dev.sluice.v1.UriOverrideEnforceMode;
import dev.sluice.v1.UriScheme;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A URL taken apart without judging it: tasks' URLs may hold what RFC 3986 forbids.
 *
 * @param scheme as it was spelt, without the colon
 * @param userInfo with its {@code @}, or empty
 * @param host name or address, the latter in brackets if it is of IPv6
 * @param port without the colon, or empty
 * @param path with its slash, or empty
 * @param query with its question mark, or empty
 * @param fragment with its hash, or empty
 */
record UriParts(
    String scheme,
    String userInfo,
    String host,
    String port,
    String path,
    String query,
    String fragment) {

  static UriParts of(String url) {
    int afterScheme = url.indexOf("://");
    int authority = afterScheme < 0 ? 0 : afterScheme + 3;
    int path = firstOf("/?#\\", url, authority);
    int query = firstOf("?#", url, path);
    int fragment = firstOf("#", url, query);
    String hostAndPort = url.substring(authority, path);
    int at = hostAndPort.lastIndexOf('@') + 1;
    int colon = hostAndPort.lastIndexOf(':');
    boolean hasPort = colon > Math.max(hostAndPort.lastIndexOf(']'), at - 1);
    return new UriParts(
        url.substring(0, Math.max(0, afterScheme)),
        hostAndPort.substring(0, at),
        hostAndPort.substring(at, hasPort ? colon : hostAndPort.length()),
        hasPort ? hostAndPort.substring(colon + 1) : "",
        url.substring(path, query),
        url.substring(query, fragment),
        url.substring(fragment));
  }

  private static int firstOf(String ends, String url, int from) {
    int at = from;
    while (at < url.length() && ends.indexOf(url.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /** Returns these parts with those of a queue; with IF_NOT_EXISTS, only what is missing here. */
  UriParts overriddenBy(UriOverride queue) {
    boolean always = queue.getEnforceMode() == UriOverrideEnforceMode.ALWAYS;
    UriScheme otherScheme = queue.getScheme();
    String otherHost = queue.getHost();
    boolean newHost = otherHost != null && (always || host.isEmpty());
    return new UriParts(
        otherScheme != null && (always || scheme.isEmpty())
            ? otherScheme.name().toLowerCase(Locale.ROOT)
            : scheme,
        // What was meant for one host is not told to another.
        newHost ? "" : userInfo,
        newHost ? otherHost : host,
        always || port.isEmpty() ? port(queue.getPort()) : port,
        always || path.isEmpty() ? prefixed("/", queue.getPath(), path) : path,
        always || query.isEmpty() ? prefixed("?", queue.getQuery(), query) : query,
        fragment);
  }

  private String port(@Nullable Long other) {
    if (other == null) {
      return port;
    }
    return other == 0 ? "" : other.toString();
  }

  private static String prefixed(String prefix, @Nullable String other, String own) {
    if (other == null) {
      return own;
    }
    return other.isEmpty() || other.startsWith(prefix) ? other : prefix + other;
  }

  String toUrl() {
    String colonAndPort = port.isEmpty() ? "" : ":" + port;
    return scheme + "://" + userInfo + host + colonAndPort + path + query + fragment;
  }
}
