package io.milora.trainingworker;

import static io.milora.model.openai.FineTuningJobEvent.Level.WARN;

import io.milora.persistence.JobEvents;
import io.milora.persistence.JobQueue;
import io.milora.persistence.Lease;
import io.milora.persistence.LeaseLostException;
import io.milora.persistence.TrainingJobEntity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes metrics of steps and warnings in batches from a thread of its own, so that training never
 * waits for the database. Thread-safe.
 */
final class EventWriter implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EventWriter.class);

  private final JobQueue queue;
  private final JobEvents events;
  private final Lease lease;

  /** Held while a batch is written, so that a flush returns only when all batches are. */
  private final Lock writing = new ReentrantLock();

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("events").daemon().factory());
  private List<Event> waiting = new ArrayList<>();
  private @Nullable Long trainedTokens;
  private @Nullable Instant estimatedFinish;

  EventWriter(JobQueue queue, JobEvents events, Lease lease, Duration flush) {
    this.queue = queue;
    this.events = events;
    this.lease = lease;
    var _ =
        thread.scheduleWithFixedDelay(
            this::tryFlush, flush.toMillis(), flush.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Keeps metrics to be written soon.
   *
   * @param data a JSON object
   */
  synchronized void metrics(String message, String data) {
    waiting.add(job -> events.metrics(job, message, data));
  }

  /** Keeps a warning to be written soon. */
  synchronized void warning(String message) {
    waiting.add(job -> events.message(job, WARN, message));
  }

  /** How far the job is, to be written with the next metrics. */
  synchronized void progress(long tokens, Instant finish) {
    trainedTokens = tokens;
    estimatedFinish = finish;
  }

  /**
   * Writes what waits.
   *
   * @throws LeaseLostException if the lease does not hold
   */
  void flush() {
    writing.lock();
    try {
      List<Event> batch = take();
      if (!batch.isEmpty()) {
        writeOrPutBack(batch);
      }
    } finally {
      writing.unlock();
    }
  }

  private void writeOrPutBack(List<Event> batch) {
    try {
      queue.write(lease, job -> write(job, batch));
    } catch (RuntimeException e) {
      putBack(batch);
      throw e;
    }
  }

  private TrainingJobEntity write(TrainingJobEntity job, List<Event> batch) {
    synchronized (this) {
      if (trainedTokens != null) {
        job.trainedTokens = trainedTokens;
        job.estimatedFinish = estimatedFinish;
      }
    }
    batch.forEach(event -> event.write(job));
    return job;
  }

  private synchronized List<Event> take() {
    List<Event> batch = waiting;
    waiting = new ArrayList<>();
    return batch;
  }

  private synchronized void putBack(List<Event> batch) {
    batch.addAll(waiting);
    waiting = batch;
  }

  private void tryFlush() {
    try {
      flush();
    } catch (LeaseLostException e) {
      // The keeper finds out too and stops the training; nothing may be written any more.
      LOG.debug(e.getMessage());
    } catch (RuntimeException e) {
      LOG.warnf(e, "Metrics of job %s wait for the database", lease.jobId());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private interface Event {
    void write(TrainingJobEntity job);
  }
}
