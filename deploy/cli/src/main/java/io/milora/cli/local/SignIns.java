package io.milora.cli.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;

/** The first people who can sign in, shown once; the file of secrets keeps them. */
final class SignIns {
  private SignIns() {}

  static void showOnce(DataFolder data, PrintWriter out) throws IOException {
    if (Files.exists(data.signInsShown())) {
      return;
    }
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
