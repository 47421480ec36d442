package dev.sluice.adminapi.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who calls.
 *
 * @param name for people
 * @param members the names under which policies may grant something to the caller, as in Google's
 *     policies: {@code user:}, {@code serviceAccount:}, {@code domain:}, {@code principal://}, ...
 * @param unrestricted whether policies do not apply
 */
public record Principal(String name, Set<String> members, boolean unrestricted) {

  /** Everybody, where nobody is asked who they are. */
  public static final Principal ANYBODY = new Principal("anybody", Set.of(), true);

  /** This process. */
  static final Principal PROCESS = new Principal("this process", Set.of(), true);

  private static final AttributeKey<Principal> CALLER =
      AttributeKey.valueOf(Principal.class, "CALLER");
  private static final Set<String> EVERYBODY = Set.of("allUsers", "allAuthenticatedUsers");

  /** Copies the set. */
  public Principal {
    members = Set.copyOf(members);
  }

  /** A caller by the names it goes by; the first is for people too. */
  static Principal of(String member, Set<String> more) {
    Set<String> members = new TreeSet<>(EVERYBODY);
    members.add(normal(member));
    more.forEach(other -> members.add(normal(other)));
    return new Principal(member, members, false);
  }

  /** Members with an e-mail address or a domain are the same in any case. */
  static String normal(String member) {
    return member.matches("(user|serviceAccount|group|domain):.*")
        ? member.substring(0, member.indexOf(':'))
            + member.substring(member.indexOf(':')).toLowerCase(Locale.ROOT)
        : member;
  }

  static Principal of(ServiceRequestContext context) {
    Principal caller = context.attr(CALLER);
    return caller == null ? ANYBODY : caller;
  }

  void calls(ServiceRequestContext context) {
    context.setAttr(CALLER, this);
  }
}
