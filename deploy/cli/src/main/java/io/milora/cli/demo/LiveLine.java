package io.milora.cli.demo;

import java.io.Console;
import java.io.PrintWriter;

/** A line that is rewritten on a terminal, and written now and then elsewhere. */
final class LiveLine {
  private final PrintWriter out;
  private final boolean terminal = isTerminal();

  LiveLine(PrintWriter out) {
    this.out = out;
  }

  @SuppressWarnings("SystemConsoleNull") // the default console provider gives null without one
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Shows a passing state. */
  void show(String text) {
    if (terminal) {
      out.print("\r\033[K" + text);
      out.flush();
    }
  }

  /** Writes a line that stays. */
  void keep(String text) {
    out.println((terminal ? "\r\033[K" : "") + text);
    out.flush();
  }
}
