package io.milora.cli.bench;

import io.milora.cli.local.BaseModelFiles;
import io.milora.cli.local.DataOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which base model is measured. */
final class BaseOption {
  @Mixin private DataOption data;

  @Option(
      names = "--base",
      paramLabel = "NAME|FOLDER|GGUF",
      description =
          "Base model: a name of the catalogue, which is fetched into the data folder, or files (the local system's base).")
  private String base = BaseModelFiles.name();

  /**
   * Its files.
   *
   * @param out gets lines on the progress of a download
   */
  Path path(PrintWriter out) throws IOException, InterruptedException {
    Path files = Path.of(base);
    return Files.exists(files)
        ? files.toAbsolutePath()
        : BaseModelFiles.fetch(base, data.system().data(), out);
  }
}
