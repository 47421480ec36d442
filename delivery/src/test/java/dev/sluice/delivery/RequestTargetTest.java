package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.delivery.core.RequestRefusedException;
import okhttp3.HttpUrl;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "http://h /",
        "http://h/ /",
        "http://h?a=b /?a=b",
        "http://h:8080/a/b?c=d&e=f#g /a/b?c=d&e=f",
        "http://h//a//b/ //a//b/",
        "http://h/a%2Fb%2fc /a%2Fb%2fc",
        "http://h/100%?q=%zz&r=%4 /100%?q=%zz&r=%4",
        "http://h/a+b?c+d=%20 /a+b?c+d=%20",
        "http://h/a;p=1,2:3@4!$&'()*=~ /a;p=1,2:3@4!$&'()*=~",
        "http://h/?a=b?c/d:e@f /?a=b?c/d:e@f",
        "http://h/\u00e4?\u00f6 /%C3%A4?%C3%B6",
        "http://h/{a}|b /%7Ba%7D%7Cb",
        "http://h/... /...",
        "HTTP://EXAMPLE.com/A /A",
      })
  void parse_ofAUrl_keepsItsPathAndQuery(String url, String sent) throws Exception {
    HttpUrl parsed = RequestTarget.parse(url);

    String query = parsed.encodedQuery();
    assertThat(parsed.encodedPath() + (query == null ? "" : "?" + query)).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "h/a", "ftp://h/a", "http://", "http://h:99999/", "http://a b/"})
  void parse_ofNoHttpUrl_isRefused(String url) {
    assertThatThrownBy(() -> RequestTarget.parse(url))
        .isInstanceOf(RequestRefusedException.class)
        .hasMessage("url: cannot be read (expected: an absolute http:// or https:// URL)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://h/a/../b", "http://h/a/%2e%2E/b", "http://h/./a", "http://h/a\\b"})
  void parse_ofAUrlThatTheClientWouldChange_isRefused(String url) {
    assertThatThrownBy(() -> RequestTarget.parse(url))
        .isInstanceOf(RequestRefusedException.class)
        .hasMessageStartingWith("url: cannot be sent as given (expected: ");
  }
}
