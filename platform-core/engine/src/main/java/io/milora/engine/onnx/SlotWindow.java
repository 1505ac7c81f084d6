package io.milora.engine.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring slots that one decoding run takes together; their keys and values are one contiguous
 * piece of memory.
 *
 * @param first slot of row 0
 * @param count rows
 */
record SlotWindow(int first, int count) {
  /**
   * Idle slots between two busy ones that are rather computed along than split at: a run costs
   * about as much as three of its rows.
   */
  private static final int LARGEST_GAP = 3;

  /** The windows that cover some slots, given in ascending order. */
  static List<SlotWindow> covering(int[] slots) {
    List<SlotWindow> windows = new ArrayList<>();
    int first = slots[0];
    for (int i = 1; i <= slots.length; i++) {
      if (i == slots.length || slots[i] - slots[i - 1] > LARGEST_GAP + 1) {
        windows.add(new SlotWindow(first, slots[i - 1] - first + 1));
        first = i == slots.length ? first : slots[i];
      }
    }
    return windows;
  }

  boolean contains(int slot) {
    return slot >= first && slot < first + count;
  }
}
