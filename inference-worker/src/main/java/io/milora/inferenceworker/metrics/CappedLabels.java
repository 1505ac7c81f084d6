package io.milora.inferenceworker.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names that may become label values: the first so many keep theirs, later ones share {@code
 * other}, as every value costs a set of time series for as long as the program runs. Thread-safe.
 */
final class CappedLabels {
  /** What those share that came too late. */
  static final String OTHER = "other";

  private final int limit;
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  CappedLabels(int limit) {
    this.limit = limit;
  }

  /** The name, or {@link #OTHER}. */
  synchronized String of(String name) {
    if (names.size() < limit) {
      names.add(name);
    }
    return names.contains(name) ? name : OTHER;
  }
}
