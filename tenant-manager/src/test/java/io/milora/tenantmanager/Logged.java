package io.milora.tenantmanager;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged while it is open, the program's own down to the finest level. */
final class Logged extends Handler implements AutoCloseable {
  private static final Logger EVERYTHING = Logger.getLogger("");
  private static final Logger OURS = Logger.getLogger("io.milora");

  private final Formatter format = new SimpleFormatter();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  Logged() {
    setLevel(Level.ALL);
    OURS.setLevel(Level.ALL);
    EVERYTHING.addHandler(this);
  }

  String text() {
    return String.join("", lines);
  }

  @Override
  public void publish(LogRecord entry) {
    lines.add(format.format(entry));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    EVERYTHING.removeHandler(this);
    OURS.setLevel(null);
  }
}
