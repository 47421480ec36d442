package dev.sluice.delivery;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.delivery.core.RequestRefusedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out addresses that requests must not go to; a name that has no other is refused. What
 * could not be connected to lately stands last.
 */
final class GuardedDns implements Dns {

  private final AddressRules rules;
  private final Dns resolver;
  private final SilentAddresses silent;

  GuardedDns(AddressRules rules, Dns resolver, SilentAddresses silent) {
    this.rules = rules;
    this.resolver = resolver;
    this.silent = silent;
  }

  @Override
  public List<InetAddress> lookup(String hostname) throws UnknownHostException {
    List<InetAddress> allowed = new ArrayList<>();
    String refusal = null;
    for (InetAddress address : resolver.lookup(hostname)) {
      @Nullable String against = rules.refusal(address);
      if (against == null) {
        allowed.add(address);
      } else {
        refusal = against;
      }
    }
    if (allowed.isEmpty() && refusal != null) {
      throw new RequestRefusedException(refusal);
    }
    return silent.last(allowed);
  }
}
