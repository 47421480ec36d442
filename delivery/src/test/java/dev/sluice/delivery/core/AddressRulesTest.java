package dev.sluice.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRulesTest {

  private static final AddressRules STRICT = new AddressRules(false, false, List.of(), List.of());

  @ParameterizedTest
  @CsvSource({
    "169.254.169.254, link-local",
    "169.254.0.1, link-local",
    "fe80::1, link-local",
    "100.100.100.200, metadata",
    "168.63.129.16, metadata",
    "192.0.0.192, metadata",
    "fd00:ec2::254, metadata",
    "fd20:ce::254, metadata",
    "0.0.0.0, unspecified",
    "0.1.2.3, unspecified",
    "::, unspecified",
    "224.0.0.1, multicast",
    "ff02::1, multicast",
    "255.255.255.255, broadcast",
    "::ffff:169.254.169.254, link-local",
    "::169.254.169.254, link-local",
    "::ffff:0:169.254.169.254, link-local",
    "64:ff9b::169.254.169.254, link-local",
    "64:ff9b:1::a9fe:a9fe, link-local",
    "64:ff9b:1:a9fe:a9:fe00::, link-local",
    "64:ff9b:1:a9:fe:a9fe::, link-local",
    "64:ff9b:1:0:a9:fea9:fe00::, link-local",
    "2002:a9fe:a9fe::1, link-local",
    "2001:0:1:2:3:4:5601:5601, link-local",
    "2001:db8::5efe:169.254.169.254, link-local",
    "2001:db8::200:5efe:169.254.169.254, link-local",
    "64:ff9b::100.100.100.200, metadata",
  })
  void refusal_byDefault_isGivenForLocalAndMetadataAddresses(String address, String why) {
    assertThat(refusal(AddressRules.DEFAULT, address))
        .startsWith("address ")
        .contains(": " + why + " (expected: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "fd12::1",
        "8.8.8.8",
        "2606:4700::1111",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::8.8.8.8",
        "2002:0808:0808::1"
      })
  void refusal_byDefault_isNotGivenForOthers(String address) {
    assertThat(refusal(AddressRules.DEFAULT, address)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "::1",
        "::ffff:127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "fd12::1",
        "fc00::1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2002:c0a8:101::1"
      })
  void refusal_withPrivateAndLoopbackForbidden_isGivenForThem(String address) {
    assertThat(refusal(STRICT, address)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"172.15.255.255", "172.32.0.1", "9.255.255.255", "11.0.0.0", "fb00::1"})
  void refusal_withPrivateForbidden_isNotGivenBesideItsRanges(String address) {
    assertThat(refusal(STRICT, address)).isNull();
  }

  @Test
  void refusal_ofAnAllowedRange_isNotGiven() {
    AddressRules rules =
        new AddressRules(
            false,
            false,
            List.of(Cidr.parse("169.254.7.0/24"), Cidr.parse("127.0.0.1")),
            List.of());

    assertThat(refusal(rules, "169.254.7.9")).isNull();
    assertThat(refusal(rules, "127.0.0.1")).isNull();
    assertThat(refusal(rules, "127.0.0.2")).isNotNull();
    assertThat(refusal(rules, "169.254.8.1")).isNotNull();
  }

  @Test
  void refusal_ofADeniedRange_isGivenEvenIfAllowed() {
    AddressRules rules =
        new AddressRules(
            true, true, List.of(Cidr.parse("8.0.0.0/8")), List.of(Cidr.parse("8.8.8.0/23")));

    assertThat(refusal(rules, "8.8.9.255")).contains(": denied (");
    assertThat(refusal(rules, "64:ff9b::8.8.8.8")).contains(": denied (");
    assertThat(refusal(rules, "8.8.10.0")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0/8", "10.0.0.0/x"})
  void cidr_ofOtherText_isRefused(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("address range: " + text + " (expected: such as 10.0.0.0/8 or fd00::/8)");
  }

  private static @org.jspecify.annotations.Nullable String refusal(
      AddressRules rules, String address) {
    return rules.refusal(InetAddress.ofLiteral(address));
  }
}
