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
    Secrets secrets = Secrets.of(data);
    out.printf(
        """

        Sign in with (shown this once; %s keeps the passwords):
          %-18s %s   the platform's operator
          %-18s %s   admin of the tenant brightdesk
        """,
        data.secrets(),
        "operator",
        secrets.operatorPassword(),
        "brightdesk-admin",
        secrets.demoAdminPassword());
    out.flush();
    Files.createFile(data.signInsShown());
  }
}
