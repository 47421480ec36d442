package dev.sluice.delivery.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.v1.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs JSON Web Tokens (RFC 7515, compact) with one key. */
final class JwtSigner {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String header;
  private final PrivateKey key;
  private final String signature;

  private JwtSigner(String header, PrivateKey key, String signature) {
    this.header = header;
    this.key = key;
    this.signature = signature;
  }

  /**
   * Reads a key.
   *
   * @throws GeneralSecurityException if it is not one
   */
  static JwtSigner of(SigningKey key) throws GeneralSecurityException {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", key.getAlgorithm().name());
    header.put("kid", key.getId());
    header.put("typ", "JWT");
    return switch (key.getAlgorithm()) {
      case RS256 -> new JwtSigner(part(header), privateKey("RSA", key), "SHA256withRSA");
      case ES256 ->
          new JwtSigner(part(header), privateKey("EC", key), "SHA256withECDSAinP1363Format");
    };
  }

  private static PrivateKey privateKey(String family, SigningKey key)
      throws GeneralSecurityException {
    ByteBuffer der = key.getPrivateKey().duplicate();
    byte[] bytes = new byte[der.remaining()];
    der.get(bytes);
    return KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }

  /** Returns a signed token. */
  String sign(Map<String, Object> claims) throws GeneralSecurityException {
    String signed = header + "." + part(claims);
    Signature signing = Signature.getInstance(signature);
    signing.initSign(key);
    signing.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + BASE64.encodeToString(signing.sign());
  }

  private static String part(Map<String, Object> members) {
    try {
      return BASE64.encodeToString(JSON.writeValueAsBytes(members));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("claims: not writable (expected: strings and numbers)", e);
    }
  }
}
