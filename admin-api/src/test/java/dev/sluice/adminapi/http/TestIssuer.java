package dev.sluice.adminapi.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID issuer on loopback: its documents, and tokens good and bad. */
final class TestIssuer implements AutoCloseable {

  private final HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile String keys = keySet();

  private TestIssuer(HttpServer server) {
    this.server = server;
  }

  static TestIssuer start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      TestIssuer issuer = new TestIssuer(server);
      server.createContext(
          "/.well-known/openid-configuration",
          exchange ->
              issuer.answer(
                  exchange,
                  "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}"
                      .formatted(issuer.url(), issuer.url())));
      server.createContext(
          "/keys",
          exchange -> {
            issuer.asked.incrementAndGet();
            issuer.answer(exchange, issuer.keys);
          });
      server.start();
      return issuer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(com.sun.net.httpserver.HttpExchange exchange, String json)
      throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How often the keys were fetched. */
  int asked() {
    return asked.get();
  }

  void publish(JWK... published) {
    keys = keySet(published);
  }

  static String keySet(JWK... keys) {
    return new JWKSet(List.of(keys)).toString();
  }

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sign(JWTClaimsSet claims, RSAKey key) throws JOSEException {
    return sign(claims, key, JWSAlgorithm.RS256);
  }

  static String sign(JWTClaimsSet claims, RSAKey key, JWSAlgorithm algorithm) throws JOSEException {
    return sign(claims, key.getKeyID(), algorithm, new RSASSASigner(key));
  }

  static String sign(JWTClaimsSet claims, ECKey key) throws JOSEException {
    return sign(claims, key.getKeyID(), JWSAlgorithm.ES256, new ECDSASigner(key));
  }

  static String hmac(JWTClaimsSet claims, RSAKey publicKey) throws JOSEException {
    byte[] secret = publicKey.toRSAPublicKey().getEncoded();
    return sign(claims, publicKey.getKeyID(), JWSAlgorithm.HS256, new MACSigner(secret));
  }

  static String unsigned(JWTClaimsSet claims) {
    return new PlainJWT(claims).serialize();
  }

  private static String sign(
      JWTClaimsSet claims, String keyId, JWSAlgorithm algorithm, JWSSigner signer)
      throws JOSEException {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
