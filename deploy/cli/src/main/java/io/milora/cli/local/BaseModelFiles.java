package io.milora.cli.local;

import io.milora.cli.CommandException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** The base model that a local system starts with. */
public final class BaseModelFiles {
  /** Its name in requests and of its folder. */
  public static final String NAME = "smollm2-135m-instruct";

  private BaseModelFiles() {}

  /**
   * Makes sure that its files are there.
   *
   * @param out gets lines on the progress
   */
  public static void fetch(DataFolder data, PrintWriter out) {
    Path folder = data.models().resolve(NAME);
    if (!Files.isDirectory(folder)) {
      throw new CommandException("No base model in " + folder);
    }
    out.println("  " + NAME + " is in " + folder);
    out.flush();
  }
}
