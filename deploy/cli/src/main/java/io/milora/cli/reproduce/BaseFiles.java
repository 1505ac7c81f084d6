package io.milora.cli.reproduce;

import io.milora.cli.CommandException;
import io.milora.cli.local.BaseModelFiles;
import io.milora.cli.local.DataOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a base model's files are. */
final class BaseFiles {
  private BaseFiles() {}

  /**
   * A folder or file if there is one of that name; else what a local system keeps under it, fetched
   * if the catalogue has it.
   *
   * @throws CommandException if it is neither
   */
  static Path find(String given, PrintWriter out) {
    Path path = Path.of(given);
    if (Files.exists(path)) {
      return path;
    }
    try {
      return BaseModelFiles.fetch(given, new DataOption().system().data(), out);
    } catch (IOException e) {
      throw new CommandException("Cannot fetch %s: %s".formatted(given, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted while fetching " + given, e);
    }
  }
}
