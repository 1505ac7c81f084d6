package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.engine.text.Example;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static Batch of(int... lengths) {
    return Batch.of(
        IntStream.of(lengths)
            .mapToObj(length -> new Example(new int[length - 1], new int[] {length}))
            .toList());
  }

  private static List<List<Integer>> lengths(List<Batch> parts) {
    return parts.stream()
        .map(part -> part.examples().stream().map(Example::length).toList())
        .toList();
  }

  @Test
  void partsHoldAsManyRowsAsTheirPaddedTokensAllow() {
    assertThat(lengths(of(100, 90, 60, 50, 50, 20).cut(200, 1)))
        .containsExactly(List.of(100, 90), List.of(60, 50, 50), List.of(20));
  }

  @Test
  void aRowThatIsLongerThanAPartIsOneByItself() {
    assertThat(lengths(of(500, 400, 10).cut(200, 1)))
        .containsExactly(List.of(500), List.of(400), List.of(10));
  }

  @Test
  void partsHaveTheFewestRowsAskedForBeforeTokensCount() {
    assertThat(lengths(of(500, 400, 10).cut(200, 2)))
        .containsExactly(List.of(500, 400), List.of(10));
  }

  @Test
  void partsArePaddedToTheirOwnLongestRow() {
    List<Batch> parts = of(100, 90, 60).cut(200, 1);
    assertThat(parts).extracting(Batch::width).containsExactly(100, 60);
    assertThat(parts.getLast().targets()).containsExactly(60);
    assertThat(parts.getLast().places()).containsExactly(58);
  }
}
