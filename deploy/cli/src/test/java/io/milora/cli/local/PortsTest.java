package io.milora.cli.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.model.InvalidInputException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void saysEveryPortThatIsTakenAndHowToChooseAnother() throws Exception {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports = new Ports(one.getLocalPort(), 1 << 20, 8002, 8003, 8180, two.getLocalPort());

      assertThatThrownBy(ports::requireFree)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("Port " + one.getLocalPort())
          .hasMessageContaining("--port")
          .hasMessageContaining("1048576")
          .hasMessageContaining("Port " + two.getLocalPort())
          .hasMessageContaining("--database-port");
    }
  }
}
