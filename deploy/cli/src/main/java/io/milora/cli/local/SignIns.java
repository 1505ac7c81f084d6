package io.milora.cli.local;

import io.milora.cli.client.OperatorClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;

/** The first people who can sign in, shown once; the file of secrets keeps them. */
final class SignIns {
  private static final String DEMO_TENANT = "brightdesk";

  private SignIns() {}

  /** Also makes the tenant whose admin the realm brings along. */
  static void showOnce(LocalSystem system, PrintWriter out) throws IOException {
    DataFolder data = system.data();
    if (Files.exists(data.signInsShown())) {
      return;
    }
    new OperatorClient(system.operatorAddress(), system.operatorToken()).ensureTenant(DEMO_TENANT);
    out.printf("%nShown this once; %s keeps the passwords. ", data.secrets());
    show(data, out);
    Files.createFile(data.signInsShown());
  }

  /** The names and first passwords of the own Keycloak's people. */
  static void show(DataFolder data, PrintWriter out) throws IOException {
    Secrets secrets = Secrets.of(data);
    out.printf(
        """
        Sign in as
          %-18s %s   the platform's operator
          %-18s %s   admin of the tenant brightdesk
        """,
        "operator",
        secrets.operatorPassword(),
        LocalSystem.DEMO_ADMIN,
        secrets.demoAdminPassword());
    out.flush();
  }
}
