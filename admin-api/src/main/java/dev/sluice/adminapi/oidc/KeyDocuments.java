package dev.sluice.adminapi.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.v1.SigningKey;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The documents of an OpenID issuer (OpenID Connect Discovery 1.0; RFC 7517), and its keys in PEM
 * by key id, as {@code google-auth-library} takes them. Public halves only.
 */
final class KeyDocuments {

  static final String KEYS_PATH = "/.well-known/jwks.json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int P256_BYTES = 32;
  private static final int PEM_LINE = 64;

  private KeyDocuments() {}

  static byte[] configuration(String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", issuer);
    document.put("jwks_uri", base + KEYS_PATH);
    document.put("response_types_supported", List.of("id_token"));
    document.put("subject_types_supported", List.of("public"));
    document.put("id_token_signing_alg_values_supported", List.of("RS256", "ES256"));
    document.put(
        "claims_supported",
        List.of("aud", "azp", "email", "email_verified", "exp", "iat", "iss", "sub"));
    return bytes(document);
  }

  static byte[] keySet(List<SigningKey> keys) {
    List<Map<String, Object>> set = new ArrayList<>();
    keys.forEach(key -> set.add(jwk(key)));
    return bytes(Map.of("keys", set));
  }

  /** Returns a JSON object from key ids to public keys in PEM. */
  static byte[] pems(List<SigningKey> keys) {
    Map<String, Object> pems = new LinkedHashMap<>();
    keys.forEach(key -> pems.put(key.getId(), pem(der(key))));
    return bytes(pems);
  }

  private static Map<String, Object> jwk(SigningKey key) {
    Map<String, Object> jwk = new LinkedHashMap<>();
    jwk.put("kid", key.getId());
    jwk.put("use", "sig");
    jwk.put("alg", key.getAlgorithm().name());
    X509EncodedKeySpec spec = new X509EncodedKeySpec(der(key));
    try {
      switch (key.getAlgorithm()) {
        case RS256 -> {
          RSAPublicKey rsa = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
          jwk.put("kty", "RSA");
          jwk.put("n", number(rsa.getModulus(), 0));
          jwk.put("e", number(rsa.getPublicExponent(), 0));
        }
        case ES256 -> {
          ECPublicKey ec = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
          jwk.put("kty", "EC");
          jwk.put("crv", "P-256");
          jwk.put("x", number(ec.getW().getAffineX(), P256_BYTES));
          jwk.put("y", number(ec.getW().getAffineY(), P256_BYTES));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("key " + key.getId() + ": unusable: " + e.getMessage(), e);
    }
    return jwk;
  }

  /** Big-endian without a sign, filled up with zeros in front (RFC 7518, section 6). */
  private static String number(BigInteger value, int leastBytes) {
    byte[] signed = value.toByteArray();
    int from = signed.length > 1 && signed[0] == 0 ? 1 : 0;
    int length = signed.length - from;
    byte[] unsigned = new byte[Math.max(length, leastBytes)];
    System.arraycopy(signed, from, unsigned, unsigned.length - length, length);
    return BASE64.encodeToString(unsigned);
  }

  private static String pem(byte[] der) {
    String base64 = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
  }

  private static byte[] der(SigningKey key) {
    ByteBuffer der = key.getPublicKey().duplicate();
    byte[] bytes = new byte[der.remaining()];
    der.get(bytes);
    return bytes;
  }

  private static byte[] bytes(Object document) {
    try {
      return JSON.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("document: not writable (expected: texts and lists)", e);
    }
  }
}
