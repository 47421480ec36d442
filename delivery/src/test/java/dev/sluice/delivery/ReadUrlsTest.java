package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.delivery.core.RequestRefusedException;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

final class ReadUrlsTest {

  private final ReadUrls urls = new ReadUrls();

  @Test
  void of_aUrlThatWasRead_isTheSame() throws Exception {
    HttpUrl first = urls.of("http://h/a?b");

    assertThat(urls.of("http://h/a?b")).isSameAs(first);
    assertThat(urls.of("http://h/a?c").toString()).isEqualTo("http://h/a?c");
  }

  @Test
  void of_aUrlThatIsRefused_isRefusedAgain() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> urls.of("http://h/../a"))
          .isInstanceOf(RequestRefusedException.class);
    }
    assertThat(urls.size()).isZero();
  }

  @Test
  void of_moreUrlsThanAreKept_readsThemAll() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      assertThat(urls.of("http://h/" + i).encodedPath()).isEqualTo("/" + i);
    }
    assertThat(urls.size()).isBetween(1, 256);
  }

  @Test
  void of_aLongUrl_keepsNothing() throws Exception {
    urls.of("http://h/" + "a".repeat(2_000));

    assertThat(urls.size()).isZero();
  }
}
