package io.milora.tenantmanager.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "::127.0.0.1"
      })
  void thisMachineAndItsNetworksAreNotReached(String address) {
    assertThat(WebhookAddress.isPublic(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "172.15.0.1", "100.63.0.1", "2606:4700::1111"})
  void theRestIs(String address) {
    assertThat(WebhookAddress.isPublic(InetAddress.ofLiteral(address))).isTrue();
  }

  @Test
  void aNameThatMeansThisMachineIsRefusedUnlessThatIsConfigured() throws UnknownHostException {
    URI url = URI.create("https://localhost/hook");

    assertThatThrownBy(() -> new WebhookAddress(false).resolve(url))
        .hasMessageContaining("private network");
    assertThat(new WebhookAddress(true).resolve(url).isLoopbackAddress()).isTrue();
    assertThat(new WebhookAddress(false).schemes()).containsExactly("https");
  }
}
