package io.milora.engine.batch;

import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.serve.ServingEngine;
import io.milora.model.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continuous batching: one thread owns the engine, decodes all running requests together, whatever
 * their adapters, and lets waiting ones in as slots and memory become free, at a pace at which
 * running streams keep theirs ({@link PrefillPace}). Tenants take turns by the {@link
 * VirtualTokenCounter}; whoever's turn it is waits for room, and nobody overtakes.
 *
 * <p>Every accepted request ends with a {@link GenerationEvent.Finished}: also when a step fails,
 * the caller cancels, its time is over, or the scheduler closes. Thread-safe. The engine is the
 * scheduler's until {@link #close()} returns; it does not close it.
 */
public final class BatchScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchScheduler.class);

  private final ServingEngine engine;
  private final SchedulerLimits limits;
  private final SchedulerListener listener;
  private final LongSupplier nanoTime;
  private final RunningBatch batch;
  private final PrefillPace pace;
  private final Thread owner;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final FairQueue waiting;
  private @Nullable Long closingSince;
  private boolean stopped;

  // Written by the owner.
  private volatile List<GenerationRequest> running = List.of();
  private volatile int takenSlots;

  /**
   * Starts the thread.
   *
   * @param engine used by the new thread only, until this is closed
   */
  public BatchScheduler(ServingEngine engine, SchedulerLimits limits, SchedulerListener listener) {
    this(engine, limits, listener, System::nanoTime);
  }

  BatchScheduler(
      ServingEngine engine,
      SchedulerLimits limits,
      SchedulerListener listener,
      LongSupplier nanoTime) {
    this.engine = engine;
    this.limits = limits;
    this.nanoTime = nanoTime;
    waiting = new FairQueue(limits);
    this.listener = listener;
    batch = new RunningBatch(engine, limits.kvTokens());
    pace = new PrefillPace(limits.prefillTokensPerStep());
    owner = Thread.ofPlatform().name("batch-scheduler").start(this::run);
  }

  /**
   * Accepts a request; its lease is closed when it has ended.
   *
   * @return its events, to be taken by the caller
   * @throws RequestRefusedException if it cannot be served in time; the lease stays the caller's,
   *     as with every exception
   * @throws RejectedExecutionException if the scheduler was closed or has died
   * @throws IllegalArgumentException if the request is larger than all of the engine
   */
  public Generation submit(GenerationRequest request) {
    limits.check(request, engine);
    Sequence sequence = new Sequence(request, this::onFinished, nanoTime, this::wake);
    lock.lock();
    try {
      if (stopped || closingSince != null) {
        throw new RejectedExecutionException("The scheduler takes no more requests.");
      }
      waiting.add(sequence, takenSlots + request.decoding().width() <= engine.slots());
      changed.signal();
      return sequence;
    } finally {
      lock.unlock();
    }
  }

  /** Who runs and who waits. */
  public SchedulerState state() {
    lock.lock();
    try {
      return new SchedulerState(running, waiting.all().stream().map(Sequence::request).toList());
    } finally {
      lock.unlock();
    }
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
        closingSince = nanoTime.getAsLong();
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

  /** Prefills for those whose turn it is and for whom there is room, then one step for all. */
  private void turn() {
    long start = nanoTime.getAsLong();
    batch.endUnwanted();
    boolean streaming = batch.size() > 0;
    if (!streaming) {
      pace.idle();
    }
    double cost = admitWaiting();
    long stepStart = streaming ? start : nanoTime.getAsLong();
    Map<TenantId, Integer> given = batch.step();
    pace.stepped();
    publish();
    long end = nanoTime.getAsLong();
    int rows = given.values().stream().mapToInt(Integer::intValue).sum();
    if (rows > 0) {
      listener.stepped(rows, Duration.ofNanos(end - stepStart));
    }
    lock.lock();
    try {
      given.forEach(waiting::generated);
      waiting.worked(
          cost + (double) VirtualTokenCounter.OUTPUT_COST * rows, Duration.ofNanos(end - start));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads the prompts of those for whom there is room.
   *
   * @return the cost
   */
  private double admitWaiting() {
    double cost = 0;
    for (Sequence next = poll(); next != null; next = poll()) {
      GenerationRequest request = next.request();
      int tokens = batch.admit(next);
      pace.prefilled(request.opening().length);
      listener.prefilled(request.opening().length);
      publish();
      cost +=
          (double) VirtualTokenCounter.INPUT_COST * request.prompt().length
              + (double) VirtualTokenCounter.OUTPUT_COST * tokens;
      lock.lock();
      try {
        waiting.generated(request.tenant(), tokens);
      } finally {
        lock.unlock();
      }
    }
    return cost;
  }

  /** Takes whose turn it is out of the queue, if there is room now. */
  private @Nullable Sequence poll() {
    lock.lock();
    try {
      waiting.endUnwanted();
      Sequence next = waiting.peek();
      if (next == null
          || closingSince != null
          || !batch.hasRoom(next.request())
          || !pace.allows(next.request().opening().length)) {
        return null;
      }
      waiting.admit(next);
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void publish() {
    running = batch.requests();
    takenSlots = batch.size();
  }

  /** Waits until there is something to do; false when everything is done for good. */
  private boolean awaitWork() {
    lock.lock();
    try {
      waiting.endUnwanted();
      while (waiting.size() == 0 && running.isEmpty() && closingSince == null) {
        changed.awaitUninterruptibly();
        waiting.endUnwanted();
      }
      if (closingSince == null) {
        return true;
      }
      waiting.drain().forEach(sequence -> sequence.finish(Outcome.SHUT_DOWN));
      return !running.isEmpty() && nanoTime.getAsLong() - closingSince < limits.drain().toNanos();
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

  private void onFinished(GenerationRequest request, Finished end) {
    if (end.outcome() == Outcome.COMPLETED) {
      lock.lock();
      try {
        waiting.completed((double) end.completionTokens() / request.decoding().choices());
      } finally {
        lock.unlock();
      }
    }
    listener.finished(request, end);
  }

  private void endAll() {
    List<Sequence> left;
    Outcome outcome;
    lock.lock();
    try {
      stopped = true;
      outcome = closingSince == null ? Outcome.ENGINE_FAILED : Outcome.SHUT_DOWN;
      left = waiting.drain();
    } finally {
      lock.unlock();
    }
    left.forEach(sequence -> sequence.finish(outcome));
    batch.finishAll(outcome);
    publish();
  }
}
