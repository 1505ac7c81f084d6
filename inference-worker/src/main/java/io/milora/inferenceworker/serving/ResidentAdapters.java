package io.milora.inferenceworker.serving;

import io.milora.inferenceworker.serving.AdapterCache.Residency;
import io.milora.model.ContentHash;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The places in memory, and who gives one up. Guarded by the cache's lock. */
final class ResidentAdapters {
  private final long budget;

  /** In the order of last use. */
  private final Map<ContentHash, ResidentAdapter> places = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * All places are free.
   *
   * @param budget bytes of all adapters together
   */
  ResidentAdapters(long budget) {
    this.budget = budget;
  }

  /** The adapter with this content, now the most recently used; null if it has no place. */
  @Nullable ResidentAdapter get(ContentHash hash) {
    return places.get(hash);
  }

  /** Gives a place, for which there is room. */
  ResidentAdapter add(ContentHash hash, long bytes) {
    ResidentAdapter resident = new ResidentAdapter(hash, bytes);
    places.put(hash, resident);
    return resident;
  }

  void remove(ResidentAdapter resident) {
    places.remove(resident.hash, resident);
  }

  /** Whether this much would fit if only the pinned ones stayed. */
  boolean canEverHold(long bytes) {
    long pinned = places.values().stream().filter(r -> r.pinned).mapToLong(r -> r.bytes).sum();
    return pinned + bytes <= budget;
  }

  /** Evicts idle adapters, the least recently used first, until this much fits; or as many. */
  boolean makeRoom(long bytes) {
    Iterator<ResidentAdapter> oldest = places.values().iterator();
    while (free() < bytes && oldest.hasNext()) {
      if (oldest.next().evictable()) {
        oldest.remove();
      }
    }
    return free() >= bytes;
  }

  /** Marks as many of the busiest as make room for this much once nobody holds them. */
  void drain(long bytes) {
    long coming = free();
    Comparator<ResidentAdapter> drainingFirst = Comparator.comparing(r -> !r.draining);
    List<ResidentAdapter> victims =
        places.values().stream()
            .filter(resident -> !resident.pinned)
            .sorted(
                drainingFirst.thenComparing(
                    Comparator.<ResidentAdapter>comparingLong(r -> r.served).reversed()))
            .toList();
    for (ResidentAdapter victim : victims) {
      if (coming >= bytes) {
        return;
      }
      victim.draining = true;
      coming += victim.bytes;
    }
  }

  /** The room was found. */
  void stopDraining() {
    places.values().forEach(resident -> resident.draining = false);
  }

  List<Residency> all() {
    return places.values().stream()
        .map(
            r -> new Residency(r.hash, r.bytes, r.leases, r.pinned, r.draining, r.adapter.isDone()))
        .toList();
  }

  private long free() {
    return budget - places.values().stream().mapToLong(resident -> resident.bytes).sum();
  }
}
