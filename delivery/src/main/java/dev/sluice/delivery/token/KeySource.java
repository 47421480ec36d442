package dev.sluice.delivery.token;

import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.time.Instant;
import java.util.Optional;

/** Where the key that signs comes from. */
@FunctionalInterface
interface KeySource {

  /** Returns the key of an algorithm that signs at a time; empty while none is known. */
  Optional<SigningKey> signer(SigningAlgorithm algorithm, Instant now);
}
