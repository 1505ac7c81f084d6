package io.milora.cli.local;

import io.milora.cli.CommandException;
import io.milora.cli.LiveLine;
import io.milora.engine.base.catalogue.BaseCatalogue;
import io.milora.engine.base.catalogue.BaseModelDownload;
import io.milora.engine.base.catalogue.CatalogueEntry;
import io.milora.engine.base.catalogue.DownloadException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The base model that a local system serves. */
public final class BaseModelFiles {
  private static final String USUAL = "smollm2-135m-instruct";

  private BaseModelFiles() {}

  /** Its name in requests and of its folder; {@code MILORA_BASE_MODEL} chooses another. */
  public static String name() {
    return Optional.ofNullable(System.getenv("MILORA_BASE_MODEL")).orElse(USUAL);
  }

  /**
   * Makes sure that its files are there: those of the catalogue are fetched and checked, others
   * must have been put there.
   *
   * @param out gets lines on the progress
   * @throws CommandException if it can be had from nowhere
   */
  public static void fetch(DataFolder data, PrintWriter out)
      throws IOException, InterruptedException {
    fetch(name(), data, out);
  }

  /**
   * The same for the base model of a name.
   *
   * @return its folder
   */
  public static Path fetch(String name, DataFolder data, PrintWriter out)
      throws IOException, InterruptedException {
    Path folder = data.models().resolve(name);
    Optional<CatalogueEntry> entry = BaseCatalogue.builtIn().find(name);
    if (entry.isEmpty()) {
      requireFolder(name, folder);
      return folder;
    }
    try {
      BaseModelDownload.fromEnvironment()
          .fetch(entry.get(), folder, new PrintedProgress(new LiveLine(out)));
    } catch (DownloadException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
    out.println("  " + name + " is in " + folder);
    out.flush();
    return folder;
  }

  private static void requireFolder(String name, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CommandException(
          "The base model %s is in no catalogue and not in %s; put its files there."
              .formatted(name, folder));
    }
  }
}
