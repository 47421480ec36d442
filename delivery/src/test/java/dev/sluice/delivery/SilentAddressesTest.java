package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SilentAddressesTest {

  private long nowNanos = Long.MAX_VALUE - 5;
  private final SilentAddresses silent = new SilentAddresses(() -> nowNanos);

  @Test
  void anAddressThatFailed_isTriedLastForAMinute() {
    silent.failed(address(1));

    assertThat(silent.last(addresses(1, 2, 3))).isEqualTo(addresses(2, 3, 1));
    nowNanos += Duration.ofMinutes(1).toNanos() - 1;
    assertThat(silent.last(addresses(1, 2, 3))).isEqualTo(addresses(2, 3, 1));
    nowNanos++;
    assertThat(silent.last(addresses(1, 2, 3))).isEqualTo(addresses(1, 2, 3));
  }

  @Test
  void anAddressThatAnswersAgain_isTriedInItsOrder() {
    silent.failed(address(1));
    silent.connected(address(1));

    assertThat(silent.last(addresses(1, 2))).isEqualTo(addresses(1, 2));
  }

  @Test
  void addressesThatAllFailed_areAllTried() {
    silent.failed(address(2));
    silent.failed(address(1));

    assertThat(silent.last(addresses(1, 2))).isEqualTo(addresses(1, 2));
  }

  private static List<InetAddress> addresses(int... numbers) {
    return Arrays.stream(numbers).mapToObj(SilentAddressesTest::address).toList();
  }

  private static InetAddress address(int number) {
    return InetAddress.ofLiteral("192.0.2." + number);
  }
}
