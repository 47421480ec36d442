package dev.sluice.delivery.core;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses requests may go to: the guard against server-side request forgery. Denied ranges
 * come first, then allowed ranges, then the defaults: link-local, metadata, unspecified, multicast
 * and broadcast addresses are refused, private and loopback ones as set. An IPv6 address that
 * carries an IPv4 address (mapped, compatible, 6to4, NAT64, Teredo, ISATAP) is judged by both.
 *
 * @param allowPrivate whether private ranges (RFC 1918, shared 100.64/10, unique local) are allowed
 * @param allowLoopback whether this machine's own addresses are allowed
 * @param allowed ranges that are allowed whatever the defaults say
 * @param denied ranges that are refused whatever else is set
 */
public record AddressRules(
    boolean allowPrivate, boolean allowLoopback, List<Cidr> allowed, List<Cidr> denied) {

  /** Private and loopback addresses allowed, no further ranges. */
  public static final AddressRules DEFAULT = new AddressRules(true, true, List.of(), List.of());

  private record Range(Cidr cidr, String what) {}

  /** Clouds answer with credentials there, also under addresses that are not link-local. */
  private static final List<Range> NEVER =
      ranges(
          "unspecified",
          "0.0.0.0/8",
          "::/128",
          "link-local",
          "169.254.0.0/16",
          "fe80::/10",
          "metadata",
          "100.100.100.200",
          "168.63.129.16",
          "192.0.0.192",
          "fd00:ec2::/32",
          "metadata",
          "fd20:ce::254",
          "fd00:42::42",
          "multicast",
          "224.0.0.0/4",
          "ff00::/8",
          "broadcast",
          "255.255.255.255");

  private static final List<Range> LOOPBACK = ranges("loopback", "127.0.0.0/8", "::1/128");

  private static final List<Range> PRIVATE =
      ranges(
          "private",
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "100.64.0.0/10",
          "private",
          "192.0.0.0/24",
          "198.18.0.0/15",
          "240.0.0.0/4",
          "fc00::/7",
          "fec0::/10");

  private static final Cidr LOOPBACK_V6 = Cidr.parse("::1/128");
  private static final Cidr UNSPECIFIED_V6 = Cidr.parse("::/128");
  private static final Cidr COMPATIBLE = Cidr.parse("::/96");
  private static final Cidr TRANSLATED = Cidr.parse("::ffff:0:0:0/96");
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
  private static final Cidr NAT64_LOCAL = Cidr.parse("64:ff9b:1::/48");
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");
  private static final Cidr TEREDO = Cidr.parse("2001::/32");

  /** Copies the lists. */
  public AddressRules {
    allowed = List.copyOf(allowed);
    denied = List.copyOf(denied);
  }

  /** Returns why requests must not go to an address, or null if they may. */
  public @Nullable String refusal(InetAddress address) {
    for (byte[] form : forms(address.getAddress())) {
      String refusal = refusalOf(form);
      if (refusal != null) {
        return "address "
            + address.getHostAddress()
            + ": "
            + refusal
            + " (expected: one that the worker's address rules allow)";
      }
    }
    return null;
  }

  private @Nullable String refusalOf(byte[] address) {
    if (contains(denied, address)) {
      return "denied";
    }
    if (contains(allowed, address)) {
      return null;
    }
    String never = match(NEVER, address);
    if (never != null) {
      return never;
    }
    String loopback = allowLoopback ? null : match(LOOPBACK, address);
    if (loopback != null) {
      return loopback;
    }
    return allowPrivate ? null : match(PRIVATE, address);
  }

  private static boolean contains(List<Cidr> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static @Nullable String match(List<Range> ranges, byte[] address) {
    for (Range range : ranges) {
      if (range.cidr().contains(address)) {
        return range.what();
      }
    }
    return null;
  }

  /** The address itself and the IPv4 address it carries, if any. A mapped one comes as IPv4. */
  private static List<byte[]> forms(byte[] address) {
    List<byte[]> forms = new ArrayList<>(2);
    forms.add(address);
    if (address.length == 4 || LOOPBACK_V6.contains(address) || UNSPECIFIED_V6.contains(address)) {
      return forms;
    }
    if (COMPATIBLE.contains(address)
        || TRANSLATED.contains(address)
        || NAT64.contains(address)
        || isIsatap(address)) {
      forms.add(Arrays.copyOfRange(address, 12, 16));
    } else if (NAT64_LOCAL.contains(address)) {
      // Its operator chooses how long the prefix is, and so where the address is (RFC 6052, 2.2).
      addUnlessZero(forms, address[6], address[7], address[9], address[10]);
      addUnlessZero(forms, address[7], address[9], address[10], address[11]);
      addUnlessZero(forms, address[9], address[10], address[11], address[12]);
      forms.add(Arrays.copyOfRange(address, 12, 16));
    } else if (SIX_TO_FOUR.contains(address)) {
      forms.add(Arrays.copyOfRange(address, 2, 6));
    } else if (TEREDO.contains(address)) {
      forms.add(inverted(Arrays.copyOfRange(address, 12, 16)));
    }
    return forms;
  }

  /** What begins with a zero is padding, and no address that anybody could be reached at. */
  private static void addUnlessZero(List<byte[]> forms, byte... address) {
    if (address[0] != 0) {
      forms.add(address);
    }
  }

  private static boolean isIsatap(byte[] address) {
    return (address[8] & 0xfd) == 0
        && address[9] == 0
        && address[10] == 0x5e
        && address[11] == (byte) 0xfe;
  }

  private static byte[] inverted(byte[] address) {
    byte[] inverted = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      inverted[i] = (byte) ~address[i];
    }
    return inverted;
  }

  private static List<Range> ranges(String... whatThenRanges) {
    List<Range> ranges = new ArrayList<>();
    String what = "";
    for (String one : whatThenRanges) {
      if (one.indexOf('.') < 0 && one.indexOf(':') < 0) {
        what = one;
      } else {
        ranges.add(new Range(Cidr.parse(one), what));
      }
    }
    return List.copyOf(ranges);
  }
}
