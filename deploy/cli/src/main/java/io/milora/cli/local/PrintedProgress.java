package io.milora.cli.local;

import io.milora.cli.LiveLine;
import io.milora.engine.base.catalogue.DownloadProgress;
import java.util.Locale;

/** Shows a download: a line for each stage, and how much has arrived. */
final class PrintedProgress implements DownloadProgress {
  private static final double MEGABYTE = 1e6;

  private final LiveLine line;

  PrintedProgress(LiveLine line) {
    this.line = line;
  }

  @Override
  public void onStage(String what) {
    line.keep("  " + what);
  }

  @Override
  public void onBytes(String file, long done, long total) {
    line.show(
        String.format(
            Locale.ROOT,
            "  %s  %.1f of %.1f MB (%d %%)",
            file,
            done / MEGABYTE,
            total / MEGABYTE,
            100 * done / Math.max(1, total)));
  }
}
