package dev.sluice.standalone.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The target of a test class and of those nested in it, for which JUnit calls extensions, too. */
@ResourceLock("server of the testkit")
final class SluiceExtensionIT {

  private static String url = "";

  /** The first to be registered is the last to be called. */
  @Order(1)
  @RegisterExtension
  static final AfterAllCallback afterwards = SluiceExtensionIT::checkAfterwards;

  @Order(2)
  @RegisterExtension
  static final SluiceExtension sluice = SluiceExtension.start();

  @BeforeAll
  static void remember() {
    url = sluice.target().url("/");
  }

  private static void checkAfterwards(ExtensionContext context) throws Exception {
    if (context.getRequiredTestClass() == SluiceExtensionIT.class) {
      assertThatThrownBy(SluiceExtensionIT::call).isInstanceOf(ConnectException.class);
    } else {
      call();
    }
  }

  private static void call() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }
  }

  @Nested
  final class First {
    @Test
    void target_isThatOfTheOuterClass() throws Exception {
      call();
      assertThat(sluice.target().arrivals()).isNotEmpty();
    }
  }

  @Nested
  final class Second {
    @Test
    void target_isThatOfTheOuterClass() throws Exception {
      call();
      assertThat(sluice.target().arrivals()).isNotEmpty();
    }
  }
}
