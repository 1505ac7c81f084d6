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
    assertThat(lengths(of(100, 90, 60, 50, 50, 20).cut(200, 1, 1, false)))
        .containsExactly(List.of(100, 90), List.of(60, 50, 50), List.of(20));
  }

  @Test
  void aRowThatIsLongerThanAPartIsOneByItself() {
    assertThat(lengths(of(500, 400, 10).cut(200, 1, 1, false)))
        .containsExactly(List.of(500), List.of(400), List.of(10));
  }

  @Test
  void partsHaveTheFewestRowsAskedForBeforeTokensCount() {
    assertThat(lengths(of(500, 400, 10).cut(200, 2, 1, false)))
        .containsExactly(List.of(500, 400), List.of(10));
  }

  @Test
  void partsArePaddedToTheirOwnLongestRow() {
    List<Batch> parts = of(100, 90, 60).cut(200, 1, 1, false);
    assertThat(parts).extracting(Batch::width).containsExactly(100, 60);
    assertThat(parts.getLast().targets()).containsExactly(60);
    assertThat(parts.getLast().places()).containsExactly(58);
  }

  @Test
  void partsAreSuchThatLanesEndTogether() {
    assertThat(lengths(of(100, 100, 100, 100).cut(300, 1, 2, false)))
        .containsExactly(List.of(100, 100), List.of(100, 100));
    assertThat(lengths(of(100).cut(300, 1, 2, false))).containsExactly(List.of(100));
    assertThat(of(90, 90, 90, 90, 90, 90).cut(200, 1, 2, false)).hasSize(6);
    assertThat(of(90, 90, 90, 90, 90, 90, 90, 90).cut(200, 1, 2, false)).hasSize(4);
  }

  @Test
  void whatRowsBeginWithIsCountedAndPlacedOnce() {
    Example row = new Example(new int[20], new int[] {5, 6});
    Example other = new Example(IntStream.range(0, 30).map(i -> i / 10).toArray(), new int[] {7});
    List<Batch> parts = Batch.of(List.of(other, row)).cut(52, 1, 1, true);
    assertThat(parts).hasSize(1);
    assertThat(parts.getFirst().shared()).isEqualTo(10);
    assertThat(parts.getFirst().places()).containsExactly(29, 10 + 21 + 9, 10 + 21 + 10);
    assertThat(parts.getFirst().targets()).containsExactly(7, 5, 6);
    assertThat(Batch.of(List.of(other, row)).cut(51, 1, 1, true))
        .extracting(Batch::shared)
        .containsExactly(0, 0);
  }

  @Test
  void theLastTokenOfAPromptIsNotShared() {
    Example row = new Example(new int[20], new int[] {5});
    assertThat(Batch.of(List.of(row, row)).cut(100, 1, 1, true).getFirst().shared()).isEqualTo(19);
  }
}
