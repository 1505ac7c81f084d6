package io.milora.inferenceworker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CappedLabelsTest {
  @Test
  void theFirstKeepTheirNamesAndLaterOnesShareOne() {
    CappedLabels labels = new CappedLabels(2);

    assertThat(labels.of("a")).isEqualTo("a");
    assertThat(labels.of("b")).isEqualTo("b");
    assertThat(labels.of("c")).isEqualTo("other");
    assertThat(labels.of("a")).isEqualTo("a");
  }
}
