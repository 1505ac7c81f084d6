package io.milora.cli.audit;

import io.milora.cli.CommandException;
import io.milora.cli.client.AuditVerification;
import io.milora.cli.client.OperatorClient;
import io.milora.cli.local.DataOption;
import io.milora.cli.local.LocalSystem;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Computes the chains of all tenants again; ends with 1 if one of them is broken. */
@Command(
    name = "verify",
    description = {
      "Checks that no event of any tenant's audit log was changed, added or removed.",
      "Note the newest digests elsewhere: events missing at the end show only by them."
    })
public final class AuditVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Override
  public Integer call() {
    LocalSystem system = data.system();
    AuditVerification found =
        new OperatorClient(system.operatorAddress(), system.operatorToken()).verifyAudit();
    print(found, spec.commandLine().getOut());
    if (!found.intact()) {
      throw new CommandException("The audit log is not as it was written; see above.");
    }
    return 0;
  }

  private static void print(AuditVerification found, PrintWriter out) {
    out.printf("%-24s%9s  %-24s%s%n", "TENANT", "EVENTS", "STATE", "NEWEST DIGEST");
    for (AuditVerification.Chain chain : found.tenants()) {
      out.printf(
          "%-24s%9d  %-24s%s%n",
          Objects.requireNonNullElse(chain.name(), chain.id()),
          chain.events(),
          chain.brokenAt() == null ? "intact" : "broken at event " + chain.brokenAt(),
          chain.newestDigest());
    }
    out.flush();
  }
}
