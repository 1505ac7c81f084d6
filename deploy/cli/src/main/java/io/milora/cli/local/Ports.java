package io.milora.cli.local;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a local system listens, all on the loopback address.
 *
 * @param inferenceWorker the front door
 */
public record Ports(
    int inferenceWorker,
    int tenantManager,
    int trainingWorker,
    int console,
    int keycloak,
    int database) {
  private static final int USUAL_CONSOLE = 8003;
  private static final int USUAL_KEYCLOAK = 8180;
  static final Ports DEFAULT = new Ports(8000, 8001, 8002, USUAL_CONSOLE, USUAL_KEYCLOAK, 15432);

  /** A data folder of an earlier version says nothing of the newer programs. */
  public Ports {
    console = console == 0 ? USUAL_CONSOLE : console;
    keycloak = keycloak == 0 ? USUAL_KEYCLOAK : keycloak;
  }

  /** Some that nobody listens at just now. */
  public static Ports free() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < Ports.class.getRecordComponents().length; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      int[] ports = sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
      return new Ports(ports[0], ports[1], ports[2], ports[3], ports[4], ports[5]);
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /**
   * Checks that nobody else listens there.
   *
   * @throws InvalidInputException with every port that is taken
   */
  void requireFree() {
    List<Problem> problems = new ArrayList<>();
    check(problems, "--port", inferenceWorker, "inference-worker, the front door");
    check(problems, "--manager-port", tenantManager, "tenant-manager");
    check(problems, "--trainer-port", trainingWorker, "training-worker");
    check(problems, "--console-port", console, "the console");
    check(problems, "--keycloak-port", keycloak, "Keycloak");
    check(problems, "--database-port", database, "PostgreSQL");
    InvalidInputException.throwIfAny(problems);
  }

  private static void check(List<Problem> problems, String option, int port, String use) {
    if (port < 1 || port > 65_535) {
      problems.add(Problem.outOfRange(option, port, "1 to 65535"));
    } else if (!isFree(port)) {
      problems.add(
          new Problem(
              option,
              "port_in_use",
              "Port %d, wanted for %s, is in use; stop the program that listens there, or choose another port with %s."
                  .formatted(port, use, option)));
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
