package dev.sluice.delivery.core;

import java.net.InetAddress;

/**
 * A range of addresses, as {@code 10.0.0.0/8}, {@code fd00::/8} or a single address.
 *
 * @param network an address in the range
 * @param prefixBits how many leading bits all its addresses have in common
 */
public record Cidr(InetAddress network, int prefixBits) {

  /**
   * Checks the length of the prefix.
   *
   * @throws IllegalArgumentException if it does not fit the address
   */
  public Cidr {
    int most = network.getAddress().length * 8;
    if (prefixBits < 0 || prefixBits > most) {
      throw new IllegalArgumentException(
          "prefix length: " + prefixBits + " (expected: 0 to " + most + ")");
    }
  }

  /**
   * Reads a range; no name is looked up.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress network = address(slash < 0 ? text : text.substring(0, slash));
      int bits =
          slash < 0 ? network.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1));
      return new Cidr(network, bits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "address range: " + text + " (expected: such as 10.0.0.0/8 or fd00::/8)", e);
    }
  }

  /** The JDK reads 10.1 as 10.0.0.1, which nobody who writes 10.1/16 means. */
  private static InetAddress address(String text) {
    if (text.indexOf(':') < 0 && text.chars().filter(c -> c == '.').count() != 3) {
      throw new IllegalArgumentException("address: " + text + " (expected: four numbers)");
    }
    return InetAddress.ofLiteral(text);
  }

  /** Whether an address, 4 or 16 bytes, lies in the range. */
  boolean contains(byte[] address) {
    byte[] mine = network.getAddress();
    if (address.length != mine.length) {
      return false;
    }
    int whole = prefixBits / 8;
    for (int i = 0; i < whole; i++) {
      if (address[i] != mine[i]) {
        return false;
      }
    }
    int rest = prefixBits % 8;
    return rest == 0 || ((address[whole] ^ mine[whole]) & 0xff) >> (8 - rest) == 0;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefixBits;
  }
}
