package dev.sluice.delivery.core;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where App Engine tasks go (spec section 4.4): a URL in which {@code {service}} (the default one:
 * {@code default}), {@code {version}} and {@code {instance}} stand for parts of the routing, and
 * {@code {route}} for those parts that are there, as App Engine's own host names have them: {@code
 * instance-dot-version-dot-service-dot-}, nothing for the defaults.
 *
 * @param template an http or https URL; its path is put before the task's
 */
public record AppEngineUrl(String template) {

  private static final String DEFAULT_SERVICE = "default";
  private static final String DOT = "-dot-";

  /**
   * Checks that it is a URL.
   *
   * @throws IllegalArgumentException if it is not
   */
  public AppEngineUrl {
    String small = template.toLowerCase(Locale.ROOT);
    if (!small.startsWith("http://") && !small.startsWith("https://")) {
      throw new IllegalArgumentException(
          "App Engine URL: \"" + template + "\" (expected: http:// or https://, ...)");
    }
  }

  /**
   * Returns the URL of a task.
   *
   * @param relativeUri path and query from the slash on; empty: the root
   */
  public String of(String service, String version, String instance, String relativeUri) {
    String base =
        template
            .replace("{route}", route(service, version, instance))
            .replace("{service}", service.isEmpty() ? DEFAULT_SERVICE : service)
            .replace("{version}", version)
            .replace("{instance}", instance);
    String start = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    return start + (relativeUri.isEmpty() ? "/" : relativeUri);
  }

  private static String route(String service, String version, String instance) {
    return Stream.of(instance, version, service)
        .filter(part -> !part.isEmpty())
        .map(part -> part + DOT)
        .collect(Collectors.joining());
  }
}
