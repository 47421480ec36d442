package dev.sluice.bench.drills;

import dev.sluice.bench.faults.Member;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value from what a process says at /metrics. */
final class Metric {

  private static final Pattern HEALTH = Pattern.compile("health on (\\S+)");
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private Metric() {}

  /**
   * Reads a value, summed over its labels.
   *
   * @throws IllegalStateException if the process does not say it
   */
  static double of(Member member, String name) {
    try {
      Matcher health = HEALTH.matcher(member.readyLine());
      if (!health.find()) {
        throw new IllegalStateException(member.name() + " has no health port");
      }
      URI uri = URI.create(health.group(1)).resolve("/metrics");
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(LIMIT).build();
      return value(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body(), name);
    } catch (IOException e) {
      throw new IllegalStateException(member.name() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(member.name() + ": interrupted", e);
    }
  }

  /** Returns the value in a text of metrics, summed over its labels. */
  static double value(String text, String name) {
    Pattern line =
        Pattern.compile("^" + Pattern.quote(name) + "(?:\\{[^}]*\\})? (\\S+)", Pattern.MULTILINE);
    double[] found = line.matcher(text).results().mapToDouble(Metric::number).toArray();
    double sum = Arrays.stream(found).sum();
    if (found.length == 0 || Double.isNaN(sum)) {
      throw new IllegalStateException("no metric " + name);
    }
    return sum;
  }

  private static double number(MatchResult line) {
    return Double.parseDouble(line.group(1));
  }
}
