package dev.sluice.adminapi.http;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names by which an API may be called. On loopback, where nobody is asked who they are, they
 * are few: a page whose name is made to point at this machine (DNS rebinding) makes a browser call
 * that name, and what it sends cannot be told from our own pages' otherwise. Addresses cannot be
 * made to point elsewhere, and browsers look {@code localhost} and what is below it up themselves
 * (RFC 6761). Elsewhere callers are asked who they are, or are let in by leave, and names are the
 * operator's.
 */
final class OwnNames {

  private static final Pattern PORT = Pattern.compile(":[0-9]*$");
  private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final String LOCALHOST = "localhost";

  private final boolean any;
  private final Set<String> names;

  private OwnNames(boolean any, Set<String> names) {
    this.any = any;
    this.names = names;
  }

  /**
   * The names of a server.
   *
   * @param bind where it listens: by that name it may be called
   * @param more further names
   * @param authenticates whether callers are asked who they are
   */
  static OwnNames of(InetSocketAddress bind, List<String> more, boolean authenticates) {
    Set<String> names = new HashSet<>();
    names.add(plain(bind.getHostString()));
    more.forEach(name -> names.add(plain(name)));
    boolean open = !authenticates && !bind.isUnresolved() && bind.getAddress().isLoopbackAddress();
    return new OwnNames(!open, Set.copyOf(names));
  }

  /**
   * Whether a request is for one of them.
   *
   * @param authority its Host or :authority, with or without a port
   */
  boolean have(String authority) {
    if (any) {
      return true;
    }
    String host = plain(PORT.matcher(authority).replaceFirst(""));
    return host.startsWith("[")
        || IPV4.matcher(host).matches()
        || host.equals(LOCALHOST)
        || host.endsWith("." + LOCALHOST)
        || names.contains(host);
  }

  /** Names are the same in any case, and with or without the dot that ends them. */
  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
