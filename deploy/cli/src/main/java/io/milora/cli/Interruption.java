package io.milora.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that computes in native code end the step it is in when the process is asked to
 * end: code that computes while its library is torn down crashes the process. Closing says that
 * nothing computes any more. Thread-safe.
 */
public final class Interruption implements AutoCloseable {
  /** A step takes seconds; one that takes longer than this hangs. */
  private static final int PATIENCE_SECONDS = 60;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::request, "interruption");
  private volatile boolean requested;

  /** Watches from now on. */
  public Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * To be called between steps.
   *
   * @throws CommandException if the process is to end
   */
  public void check() {
    if (requested) {
      throw new CommandException("Interrupted.");
    }
  }

  private void request() {
    requested = true;
    System.err.println("\nInterrupted; ending the step that is running.");
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("A step has not ended for " + PATIENCE_SECONDS + " s; leaving it.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        requested = true; // asked to end just now, and the hook finds everything done
      }
    }
  }
}
