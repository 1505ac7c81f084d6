package io.milora.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotWindowTest {
  @Test
  void neighboursShareAWindowAndFewIdleSlotsAreTakenAlong() {
    assertThat(SlotWindow.covering(new int[] {2, 3, 7})).containsExactly(new SlotWindow(2, 6));
  }

  @Test
  void manyIdleSlotsPartWindows() {
    assertThat(SlotWindow.covering(new int[] {0, 5, 6, 11}))
        .containsExactly(new SlotWindow(0, 1), new SlotWindow(5, 2), new SlotWindow(11, 1));
  }

  @Test
  void aWindowKnowsItsSlots() {
    SlotWindow window = new SlotWindow(2, 3);
    assertThat(window.contains(1)).isFalse();
    assertThat(window.contains(2)).isTrue();
    assertThat(window.contains(4)).isTrue();
    assertThat(window.contains(5)).isFalse();
  }
}
