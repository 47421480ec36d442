package dev.sluice.adminapi.access;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a verified token says its bearer is. An e-mail address counts only where the issuer says
 * that it has verified it.
 */
final class TokenPrincipals {

  private static final String SERVICE_ACCOUNTS = ".gserviceaccount.com";

  private TokenPrincipals() {}

  static Principal of(JWTClaimsSet claims) {
    String issuer = claims.getIssuer().replaceFirst("^https?://", "").replaceAll("/+$", "");
    String subject = "principal://" + issuer + "/subject/" + claims.getSubject();
    Set<String> members = new LinkedHashSet<>();
    if (claims.getClaim("email") instanceof String email
        && Boolean.TRUE.equals(claims.getClaim("email_verified"))
        && email.indexOf('@') > 0) {
      boolean isService = email.endsWith(SERVICE_ACCOUNTS);
      members.add((isService ? "serviceAccount:" : "user:") + email);
      members.add("domain:" + email.substring(email.indexOf('@') + 1));
    }
    if (claims.getClaim("groups") instanceof List<?> groups) {
      groups.forEach(group -> members.add("principalSet://" + issuer + "/group/" + group));
    }
    return Principal.of(subject, members);
  }
}
