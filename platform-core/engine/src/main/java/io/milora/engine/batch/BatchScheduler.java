package io.milora.engine.batch;

import io.milora.engine.serve.ServingEngine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continuous batching: one thread owns the engine, decodes all running requests together, whatever
 * their adapters, and lets waiting ones in as slots become free, one prefill between two decode
 * steps, so that running streams keep their pace. Requests wait in the order in which they came.
 *
 * <p>Every accepted request ends with a {@link GenerationEvent.Finished}: also when a step fails,
 * the caller cancels, or the scheduler closes. Thread-safe. The engine is the scheduler's until
 * {@link #close()} returns; it does not close it.
 */
public final class BatchScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchScheduler.class);

  private final int capacity;
  private final int maxWaiting;
  private final Duration drain;
  private final RunningBatch batch;
  private final Thread owner;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Queue<Sequence> waiting = new ArrayDeque<>();
  private @Nullable Long closingSince;
  private boolean stopped;

  // Written by the owner.
  private volatile int running;

  /**
   * Starts the thread.
   *
   * @param engine used by the new thread only, until this is closed
   * @param maxWaiting how many requests may wait for a slot, 1 or more
   * @param drain how long running requests may go on when this is closed
   */
  public BatchScheduler(ServingEngine engine, int maxWaiting, Duration drain) {
    this.capacity = engine.capacity();
    this.maxWaiting = maxWaiting;
    this.drain = drain;
    batch = new RunningBatch(engine);
    owner = Thread.ofPlatform().name("batch-scheduler").start(this::run);
  }

  /**
   * Accepts a request.
   *
   * @return its events, to be taken by the caller
   * @throws QueueFullException if too many requests wait
   * @throws RejectedExecutionException if the scheduler was closed or has died
   * @throws IllegalArgumentException if the prompt and the new tokens do not fit into a slot
   */
  public Generation submit(GenerationRequest request) {
    if (request.prompt().length + request.maxNewTokens() > capacity) {
      throw new IllegalArgumentException(
          "%d prompt tokens and up to %d new ones do not fit into %d."
              .formatted(request.prompt().length, request.maxNewTokens(), capacity));
    }
    lock.lock();
    try {
      if (stopped || closingSince != null) {
        throw new RejectedExecutionException("The scheduler takes no more requests.");
      }
      if (waiting.size() >= maxWaiting) {
        throw new QueueFullException(maxWaiting);
      }
      Sequence sequence = new Sequence(request, this::wake);
      waiting.add(sequence);
      changed.signal();
      return sequence;
    } finally {
      lock.unlock();
    }
  }

  /** Requests that wait for a slot. */
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Requests in slots. */
  public int running() {
    return running;
  }

  /** Whether requests are taken and worked on. */
  public boolean alive() {
    lock.lock();
    try {
      return !stopped && closingSince == null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no more requests, ends those that wait, lets those that run go on for the drain time, and
   * returns when all have ended.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closingSince == null) {
        closingSince = System.nanoTime();
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (owner.isAlive()) {
      try {
        owner.join();
      } catch (InterruptedException e) {
        interrupted = true; // the engine must not be closed under its owner
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (awaitWork()) {
        turn();
      }
    } catch (Throwable e) { // whatever it is, nobody may be left waiting
      LOG.error("The scheduler died", e);
      throw e;
    } finally {
      endAll();
    }
  }

  /** One prefill if somebody waits and there is room, then one step for all. */
  private void turn() {
    batch.dropCancelled();
    Sequence next = batch.hasRoom() ? poll() : null;
    if (next != null) {
      batch.admit(next);
    }
    running = batch.size();
    batch.step();
    running = batch.size();
  }

  /** Waits until there is something to do; false when everything is done for good. */
  private boolean awaitWork() {
    lock.lock();
    try {
      endCancelled();
      while (waiting.isEmpty() && running == 0 && closingSince == null) {
        changed.awaitUninterruptibly();
        endCancelled();
      }
      if (closingSince == null) {
        return true;
      }
      waiting.forEach(sequence -> sequence.finish(FinishReason.SHUT_DOWN));
      waiting.clear();
      return running > 0 && System.nanoTime() - closingSince < drain.toNanos();
    } finally {
      lock.unlock();
    }
  }

  private void endCancelled() {
    waiting.removeIf(
        sequence -> {
          boolean cancelled = sequence.cancelled();
          if (cancelled) {
            sequence.finish(FinishReason.CANCELLED);
          }
          return cancelled;
        });
  }

  private @Nullable Sequence poll() {
    lock.lock();
    try {
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void endAll() {
    List<Sequence> left;
    FinishReason reason;
    lock.lock();
    try {
      stopped = true;
      reason = closingSince == null ? FinishReason.ENGINE_FAILED : FinishReason.SHUT_DOWN;
      left = new ArrayList<>(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(sequence -> sequence.finish(reason));
    batch.finishAll(reason);
    running = 0;
  }
}
