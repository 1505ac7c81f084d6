package io.milora.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;

/** Where the call at hand comes from; behind a trusted proxy, what the proxy says. */
@ApplicationScoped
public class ClientAddress {
  private static final String UNKNOWN = "unknown";

  private final CurrentVertxRequest request;

  ClientAddress(CurrentVertxRequest request) {
    this.request = request;
  }

  /** The address without port. */
  public String get() {
    SocketAddress address = request.getCurrent().request().remoteAddress();
    if (address == null) {
      return UNKNOWN;
    }
    return address.hostAddress() == null ? address.host() : address.hostAddress();
  }

  /** Whether it is this machine. */
  public boolean isLoopback() {
    SocketAddress address = request.getCurrent().request().remoteAddress();
    return address != null
        && address.hostAddress() != null
        && InetAddress.ofLiteral(address.hostAddress()).isLoopbackAddress();
  }
}
