package io.milora.cli.local;

import io.milora.cli.Checkout;
import io.milora.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data folder a command means: the one it names, else the last one named, else the usual. */
public final class DataOption {
  private static final String USUAL = ".milora/data";
  private static final String LAST = ".milora/last-data";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder of everything that the system keeps; remembered for the next commands (first: .milora/data).")
  private @Nullable Path data;

  /** The system on that folder. */
  public LocalSystem system() {
    Checkout checkout = Checkout.current();
    try {
      Path folder = folder(checkout).toAbsolutePath().normalize();
      return new LocalSystem(checkout, new DataFolder(folder));
    } catch (IOException e) {
      throw new CommandException("Cannot tell the data folder: " + e.getMessage(), e);
    }
  }

  private Path folder(Checkout checkout) throws IOException {
    Path last = checkout.root().resolve(LAST);
    if (data != null) {
      Path folder = data.toAbsolutePath().normalize();
      Files.createDirectories(checkout.root().resolve(".milora"));
      Files.writeString(last, folder.toString());
      return folder;
    }
    if (Files.exists(last)) {
      Path folder = Path.of(Files.readString(last).strip());
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return checkout.root().resolve(USUAL);
  }
}
