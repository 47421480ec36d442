package dev.sluice.delivery.token;

import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;

/** Makes keys. */
final class KeyMaker {

  private static final int RSA_BITS = 2048;
  private static final int ID_BYTES = 10;

  private final SecureRandom random;

  KeyMaker(SecureRandom random) {
    this.random = random;
  }

  SigningKey make(SigningAlgorithm algorithm, KeyRing.Times times) {
    KeyPair pair = pair(algorithm);
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return SigningKey.newBuilder()
        .setId(HexFormat.of().formatHex(id))
        .setAlgorithm(algorithm)
        .setPublicKey(ByteBuffer.wrap(pair.getPublic().getEncoded()))
        .setPrivateKey(ByteBuffer.wrap(pair.getPrivate().getEncoded()))
        .setSignFrom(times.signFrom())
        .setPublishUntil(times.publishUntil())
        .build();
  }

  private KeyPair pair(SigningAlgorithm algorithm) {
    try {
      return switch (algorithm) {
        case RS256 -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(RSA_BITS, random);
          yield generator.generateKeyPair();
        }
        case ES256 -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(new ECGenParameterSpec("secp256r1"), random);
          yield generator.generateKeyPair();
        }
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + ": not in this JDK (expected: RSA and P-256)", e);
    }
  }
}
