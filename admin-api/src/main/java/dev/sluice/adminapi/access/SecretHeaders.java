package dev.sluice.adminapi.access;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of headers whose values are nobody's business, though tasks are delivered with them. */
final class SecretHeaders {

  /** What is shown instead of a value. */
  static final String HIDDEN = "(hidden)";

  private static final Set<String> ALWAYS = Set.of("authorization", "proxy-authorization");

  private final Set<String> names;

  /** Those that always are, and some more. */
  SecretHeaders(Collection<String> more) {
    this.names =
        Stream.concat(ALWAYS.stream(), more.stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  boolean contains(String name) {
    return names.contains(name.toLowerCase(Locale.ROOT));
  }

  /** All names, in lower case. */
  Set<String> names() {
    return names;
  }
}
