package io.milora.cli;

import java.io.Console;
import java.io.PrintWriter;

/** A line that is rewritten on a terminal, and written now and then elsewhere. */
public final class LiveLine {
  private final PrintWriter out;
  private final boolean terminal = isTerminal();

  /** On this output. */
  public LiveLine(PrintWriter out) {
    this.out = out;
  }

  @SuppressWarnings("SystemConsoleNull") // the default console provider gives null without one
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Shows a passing state. */
  public void show(String text) {
    if (terminal) {
      out.print("\r\033[K" + text);
      out.flush();
    }
  }

  /** Writes a line that stays. */
  public void keep(String text) {
    out.println((terminal ? "\r\033[K" : "") + text);
    out.flush();
  }
}
