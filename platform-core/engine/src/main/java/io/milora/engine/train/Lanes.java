package io.milora.engine.train;

import io.milora.engine.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Threads that compute parts of a batch at once, each part on one thread: unlike threads that share
 * every single operation they wait for each other once a batch, and the small operations between
 * matrix products go on at once, too. Thread-safe; unused threads end by themselves.
 */
final class Lanes {
  private static final int IDLE_SECONDS = 10;

  private final int threads;
  private final Semaphore passes;
  private final ThreadPoolExecutor pool;

  /**
   * So many lanes.
   *
   * @param threads 1 or more
   * @param passes one is held while a part is computed; shared by all who train on a base, it
   *     bounds the memory of their passes together
   */
  Lanes(int threads, Semaphore passes) {
    this.threads = threads;
    this.passes = passes;
    pool =
        new ThreadPoolExecutor(
            threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    pool.allowCoreThreadTimeOut(true);
  }

  /** One lane for one who works alone. */
  static Lanes one() {
    return new Lanes(1, new Semaphore(1));
  }

  /** A part's result; it holds native memory. */
  interface Result extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Computes parts and hands their results to {@code taker} on the calling thread in the order of
   * the parts, so that sums over them do not depend on which was ready first. Closes each result.
   *
   * @param work computes part 0, 1, ..; called on the lanes
   * @throws RuntimeException the first that a part or the taker threw; nothing is running then
   */
  <T extends Result> void forEach(int parts, IntFunction<T> work, Consumer<T> taker) {
    // Where parts are fewer than threads, the others help inside of operations.
    int inside = Math.max(1, threads / parts);
    List<CompletableFuture<T>> running = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      int part = i;
      running.add(CompletableFuture.supplyAsync(() -> pass(inside, part, work), pool));
    }
    RuntimeException failure = null;
    for (CompletableFuture<T> part : running) {
      try (T result = part.join()) {
        if (failure == null) {
          taker.accept(result);
        }
      } catch (CompletionException e) {
        failure = failure == null && e.getCause() instanceof RuntimeException r ? r : e;
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private <T> T pass(int inside, int part, IntFunction<T> work) {
    passes.acquireUninterruptibly();
    try {
      Torch.setThreads(inside);
      return work.apply(part);
    } finally {
      passes.release();
    }
  }
}
