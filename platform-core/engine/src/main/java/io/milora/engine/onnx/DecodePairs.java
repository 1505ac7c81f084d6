package io.milora.engine.onnx;

import io.milora.engine.base.LlamaConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The gathered pairs of the batches being decoded. They are gathered anew only when a sequence
 * joins or leaves a window; beams that trade places do not count, for they share their route.
 */
final class DecodePairs implements AutoCloseable {
  private record Gathered(List<SlotRoute> routes, NativeTensors tensors, RecycledMemory memory) {}

  private record SlotRoute(int row, Route route) {}

  private final LlamaConfig config;
  private final Gating gating;
  private final Map<SlotWindow, Gathered> byWindow = new HashMap<>();
  private final Deque<RecycledMemory> free = new ArrayDeque<>();

  DecodePairs(LlamaConfig config, Gating gating) {
    this.config = config;
    this.gating = gating;
  }

  /**
   * The pairs of a window; valid until the next call that changes its routes.
   *
   * @param routes of all slots, null where a slot is free
   */
  NativeTensors of(SlotWindow window, @Nullable Route[] routes) {
    List<SlotRoute> wanted = new ArrayList<>();
    for (int row = 0; row < window.count(); row++) {
      Route route = routes[window.first() + row];
      if (route != null) {
        wanted.add(new SlotRoute(row, route));
      }
    }
    Gathered present = byWindow.get(window);
    if (present != null && present.routes().equals(wanted)) {
      return present.tensors();
    }
    if (present != null) {
      byWindow.remove(window);
      letGo(present);
    }
    List<ActivePairs.Row> rows =
        wanted.stream()
            .map(w -> new ActivePairs.Row(w.row(), w.route().pairs(), w.route().plan().gates()))
            .toList();
    if (free.isEmpty()) {
      free.push(new RecycledMemory());
    }
    NativeTensors tensors = new ActivePairs(config, gating, rows, 1).gather(free.getFirst());
    byWindow.put(window, new Gathered(wanted, tensors, free.pop()));
    return tensors;
  }

  private void letGo(Gathered gathered) {
    gathered.tensors().close();
    free.push(gathered.memory());
  }

  /** Lets go of all windows but these. */
  void retain(Set<SlotWindow> windows) {
    closeIf(window -> !windows.contains(window));
  }

  /** Lets go of what was gathered for a slot's sequence. */
  void forget(int slot) {
    closeIf(window -> window.contains(slot));
  }

  @Override
  public void close() {
    closeIf(window -> true);
    free.forEach(RecycledMemory::close);
    free.clear();
  }

  private void closeIf(Predicate<SlotWindow> condition) {
    Iterator<Map.Entry<SlotWindow, Gathered>> entries = byWindow.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<SlotWindow, Gathered> entry = entries.next();
      if (condition.test(entry.getKey())) {
        letGo(entry.getValue());
        entries.remove();
      }
    }
  }
}
