package io.milora.cli.local;

import io.milora.cli.Checkout;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code up} starts in the background; not for people. */
@Command(name = SuperviseCommand.NAME, hidden = true, description = "Runs a local system.")
public final class SuperviseCommand implements Callable<Integer> {
  static final String NAME = "supervise";

  @Option(names = "--data", required = true)
  private Path data;

  @Override
  public Integer call() throws Exception {
    Checkout checkout = Checkout.current();
    DataFolder folder = new DataFolder(data);
    Ports ports = new LocalSystem(checkout, folder).ports();
    return new Supervisor(checkout, folder, ports).run() ? 0 : 1;
  }
}
