package io.milora.inferenceworker.serving;

import io.milora.engine.adapter.Adapter;
import io.milora.inferenceworker.WorkerConfig;
import io.milora.model.ContentHash;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adapters in memory by content, the least recently used going first. Loading happens on the asking
 * request's thread, once however many ask; the scheduler never waits for it. Requests keep the
 * adapter they got, whatever leaves the cache. Thread-safe.
 */
@Singleton
public class AdapterCache {
  private final Function<ContentHash, Adapter> loader;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order of last use; guarded by the lock. */
  private final Map<ContentHash, CompletableFuture<Adapter>> adapters =
      new LinkedHashMap<>(16, 0.75f, true);

  @Inject
  AdapterCache(AdapterLoader loader, WorkerConfig config) {
    this(loader::load, config.cachedAdapters());
  }

  AdapterCache(Function<ContentHash, Adapter> loader, int capacity) {
    this.loader = loader;
    this.capacity = capacity;
  }

  /** The adapter with this content. What fails to load is tried anew the next time. */
  public Adapter get(ContentHash hash) {
    CompletableFuture<Adapter> fresh = new CompletableFuture<>();
    CompletableFuture<Adapter> known = enter(hash, fresh);
    if (known != null) {
      return join(known);
    }
    try {
      Adapter adapter = loader.apply(hash);
      fresh.complete(adapter);
      return adapter;
    } catch (RuntimeException | Error e) {
      forget(hash, fresh);
      fresh.completeExceptionally(e);
      throw e;
    }
  }

  private static Adapter join(CompletableFuture<Adapter> known) {
    try {
      return known.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private @Nullable CompletableFuture<Adapter> enter(
      ContentHash hash, CompletableFuture<Adapter> fresh) {
    lock.lock();
    try {
      CompletableFuture<Adapter> known = adapters.get(hash);
      if (known == null) {
        adapters.put(hash, fresh);
        evict();
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private void evict() {
    Iterator<ContentHash> oldest = adapters.keySet().iterator();
    while (adapters.size() > capacity) {
      oldest.next();
      oldest.remove();
    }
  }

  private void forget(ContentHash hash, CompletableFuture<Adapter> failed) {
    lock.lock();
    try {
      adapters.remove(hash, failed);
    } finally {
      lock.unlock();
    }
  }
}
