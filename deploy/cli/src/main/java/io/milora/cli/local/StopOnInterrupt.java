package io.milora.cli.local;

import java.io.IOException;

/**
 * Stops a system that this command started if the command is interrupted or fails before it says
 * {@link #keep()}. Closing is the end of the watch; thread-safe.
 */
public final class StopOnInterrupt implements AutoCloseable {
  private final LocalSystem system;
  private final Thread hook = new Thread(this::stop, "stop-on-interrupt");
  private volatile boolean kept;

  public StopOnInterrupt(LocalSystem system) {
    this.system = system;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** From now on the system stays up. */
  public void keep() {
    kept = true;
  }

  private void stop() {
    if (kept) {
      return;
    }
    try {
      if (system.stop()) {
        System.err.println("\nStopped; everything is down, and the next run continues from here.");
      }
    } catch (IOException e) {
      System.err.println("Cannot stop the system: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitHook() {
    try {
      hook.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending already and the hook does the work; what failed meanwhile failed
      // because of that, and is not worth a message.
      awaitHook();
      return;
    }
    stop();
  }
}
