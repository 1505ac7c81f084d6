package io.milora.inferenceworker.serving;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.batch.AdapterLease;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.inferenceworker.WorkerConfig;
import io.milora.model.ContentHash;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Adapters in memory by content, within a budget of bytes. A request leases its adapter; what
 * nobody leases and nobody pinned leaves when room is needed, the least recently used first.
 * Loading happens on the asking request's thread, once however many ask, and never on the
 * scheduler's.
 *
 * <p>Cold adapters get room in the order in which they were asked for. One that has waited longer
 * than the patience makes the busiest resident ones drain: they give out no more leases until it
 * has its place, so that it waits at most the patience, the longest running request, and its own
 * loading (times the cold ones before it). Thread-safe.
 */
@Singleton
public class AdapterCache {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final AdapterSource source;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final ResidentAdapters residents;
  private final Deque<Object> cold = new ArrayDeque<>();

  @Inject
  AdapterCache(AdapterLoader loader, WorkerConfig config) {
    this(loader, config.adapterMemory().asLongValue(), config.adapterPatience());
  }

  AdapterCache(AdapterSource source, long budgetBytes, Duration patience) {
    this.source = source;
    this.patience = patience;
    residents = new ResidentAdapters(budgetBytes);
  }

  /**
   * Leases the adapter with this content, loading it if need be. What fails to load is tried anew
   * the next time.
   *
   * @param name what metrics call it
   * @param limit how long to wait for room
   * @throws ApiException 503 if there is no room for it in time, or ever
   */
  public Lease acquire(String name, ContentHash hash, Duration limit) {
    ResidentAdapter resident = leaseResident(hash);
    boolean cold = resident == null || !resident.adapter.isDone();
    if (resident == null) {
      resident = enter(hash, source.bytes(hash), limit);
    }
    try {
      return new Lease(name, resident, resident.adapter.join(), cold);
    } catch (CompletionException e) {
      release(resident);
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /**
   * Loads an adapter before anybody asks for it.
   *
   * @param pinned whether to keep it in memory until it is {@linkplain #unpin unpinned}
   * @throws ApiException as {@link #acquire}
   */
  public void preload(ContentHash hash, boolean pinned, Duration limit) {
    AdapterLease lease = acquire(hash.hex(), hash, limit);
    if (pinned) {
      setPinned(hash, true);
    }
    lease.close();
  }

  /** Lets an adapter go when room is needed; does nothing if it is not in memory. */
  public void unpin(ContentHash hash) {
    setPinned(hash, false);
  }

  /**
   * Lets an adapter go for good, even a pinned one: at once, or as soon as nobody leases it. Does
   * nothing if it is not in memory.
   */
  public void forget(ContentHash hash) {
    lock.lock();
    try {
      ResidentAdapter resident = residents.get(hash);
      if (resident != null) {
        resident.pinned = false;
        resident.draining = true;
        if (resident.evictable()) {
          residents.remove(resident);
        }
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What is in memory, the least recently used first. */
  public List<Residency> residents() {
    lock.lock();
    try {
      return residents.all();
    } finally {
      lock.unlock();
    }
  }

  private void setPinned(ContentHash hash, boolean pinned) {
    lock.lock();
    try {
      ResidentAdapter resident = residents.get(hash);
      if (resident != null) {
        resident.pinned = pinned;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable ResidentAdapter leaseResident(ContentHash hash) {
    lock.lock();
    try {
      ResidentAdapter resident = residents.get(hash);
      if (resident == null || resident.draining) {
        return null;
      }
      resident.lease();
      return resident;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for room behind the cold adapters that came before; loads if nobody else has. */
  private ResidentAdapter enter(ContentHash hash, long bytes, Duration limit) {
    Object turn = new Object();
    ResidentAdapter resident;
    lock.lock();
    try {
      cold.add(turn);
      ResidentAdapter known = awaitPlace(turn, hash, bytes, limit);
      if (known != null) {
        return known;
      }
      resident = residents.add(hash, bytes);
      resident.lease();
    } finally {
      cold.remove(turn);
      changed.signalAll();
      lock.unlock();
    }
    load(resident);
    return resident;
  }

  /**
   * Waits until it is this turn and there is room.
   *
   * @return the adapter, leased, if somebody else has brought it in meanwhile
   */
  private @Nullable ResidentAdapter awaitPlace(
      Object turn, ContentHash hash, long bytes, Duration limit) {
    long start = System.nanoTime();
    while (true) {
      ResidentAdapter known = leaseResident(hash);
      if (known != null) {
        return known;
      }
      boolean first = turn.equals(cold.peek());
      if (first && residents.get(hash) == null && residents.makeRoom(bytes)) {
        residents.stopDraining();
        return null;
      }
      if (!residents.canEverHold(bytes)) {
        throw noRoom(bytes + " bytes are more than this server has for adapters");
      }
      long waited = System.nanoTime() - start;
      long left = limit.toNanos() - waited;
      if (left <= 0) {
        throw noRoom("no room became free in " + limit.toMillis() + " ms");
      }
      if (first && waited >= patience.toNanos()) {
        residents.drain(bytes);
      }
      long untilPatience = patience.toNanos() - waited;
      await(untilPatience > 0 ? Math.min(untilPatience, left) : left);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops
  private void await(long nanos) {
    try {
      boolean unused = changed.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(
          ErrorKind.INTERNAL, "The request was interrupted.", null, "interrupted");
    }
  }

  private void load(ResidentAdapter resident) {
    try {
      resident.adapter.complete(source.load(resident.hash));
    } catch (RuntimeException | Error e) {
      lock.lock();
      try {
        residents.remove(resident);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      resident.adapter.completeExceptionally(e);
    }
  }

  private void release(ResidentAdapter resident) {
    lock.lock();
    try {
      resident.leases--;
      if (resident.draining && resident.evictable()) {
        residents.remove(resident);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static ApiException noRoom(String why) {
    return ApiException.overloaded(
        "The adapter cannot be brought into memory: " + why + ".", "adapter_memory", RETRY_AFTER);
  }

  /**
   * What operators see of an adapter in memory.
   *
   * @param bytes its size
   * @param leases requests that hold it
   * @param loaded false while it is being loaded
   */
  public record Residency(
      ContentHash hash, long bytes, int leases, boolean pinned, boolean draining, boolean loaded) {}

  /** An adapter that stays in memory until this is closed. */
  public final class Lease implements AdapterLease {
    private final String name;
    private final ResidentAdapter resident;
    private final Adapter adapter;
    private final boolean cold;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Lease(String name, ResidentAdapter resident, Adapter adapter, boolean cold) {
      this.name = name;
      this.resident = resident;
      this.adapter = adapter;
      this.cold = cold;
    }

    /** Whether the adapter had to be waited for. */
    public boolean cold() {
      return cold;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Adapter adapter() {
      return adapter;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        release(resident);
      }
    }
  }
}
