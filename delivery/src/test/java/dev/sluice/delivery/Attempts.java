package dev.sluice.delivery;

import dev.sluice.delivery.token.Tokens;
import java.time.InstantSource;
import java.util.Optional;

/** What attempts in tests need. */
final class Attempts {

  private Attempts() {}

  /** Makes requests of HTTP tasks without tokens. */
  static RequestMaker plainRequests() {
    InstantSource wall = InstantSource.system();
    return new RequestMaker(Tokens.none(wall), Optional.empty(), wall);
  }
}
