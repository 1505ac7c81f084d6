package io.milora.tenantmanager.webhooks;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Where a webhook may go. A name is looked up anew for each delivery and the address that was
 * checked is the one that is connected to, so that a name which changes its meaning opens nothing.
 */
final class WebhookAddress {
  private final boolean privateNetworks;

  /**
   * Decides.
   *
   * @param privateNetworks whether this machine and its networks are allowed, and plain HTTP
   */
  WebhookAddress(boolean privateNetworks) {
    this.privateNetworks = privateNetworks;
  }

  /** Which schemes are allowed. */
  List<String> schemes() {
    return privateNetworks ? List.of("https", "http") : List.of("https");
  }

  /**
   * The address to connect to.
   *
   * @throws UnknownHostException if there is none, or none that is allowed
   */
  InetAddress resolve(URI url) throws UnknownHostException {
    for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
      if (privateNetworks || isPublic(address)) {
        return address;
      }
    }
    throw new UnknownHostException(
        url.getHost() + " is in a private network, where the platform sends nothing");
  }

  /** Whether an address belongs to somebody out there. */
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if (address instanceof Inet6Address) {
      boolean uniqueLocal = (first & 0xfe) == 0xfc;
      // ::/8 with 64:ff9b::/96, 2002::/16 and 2001::/32 lead to IPv4 addresses of any kind.
      boolean teredo = first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0;
      boolean carriesIpv4 = first == 0x00 || (first == 0x20 && second == 0x02) || teredo;
      return !uniqueLocal && !carriesIpv4;
    }
    boolean thisNetwork = first == 0;
    boolean carrierGrade = first == 100 && second >= 64 && second < 128;
    boolean benchmarks = first == 198 && (second == 18 || second == 19);
    boolean reserved = first >= 240;
    return !thisNetwork && !carrierGrade && !benchmarks && !reserved;
  }
}
