package io.milora.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LabelsTest {
  @Test
  void fewShortAnswersThatRepeatAreLabels() {
    assertThat(Labels.of(repeat(4, "yes", "no"))).isPresent();
    assertThat(Labels.of(repeat(3, "yes", "no"))).isEmpty();
    assertThat(Labels.of(repeat(100, "yes"))).isEmpty();
    assertThat(Labels.of(repeat(4, "yes", "no\nreally"))).isEmpty();
    assertThat(Labels.of(repeat(4, "yes", "n".repeat(81)))).isEmpty();
    assertThat(Labels.of(repeat(4, "yes", ""))).isEmpty();
    assertThat(Labels.of(repeat(4, numbers(20)))).isPresent();
    assertThat(Labels.of(repeat(4, numbers(21)))).isEmpty();
  }

  @Test
  void wordsThatAllAnswersShareAreNoPartOfALabel() {
    Labels labels = labels("the correct answer is answer1", "the correct answer is answer2");
    assertThat(labels.names()).containsExactly("answer1", "answer2");
    assertThat(labels.agree("I say answer2, not answer1", "the correct answer is answer2"))
        .isTrue();
    assertThat(labels.agree("answer12", "the correct answer is answer1")).isFalse();
    assertThat(labels("very good", "good").names()).containsExactly("good", "very good");
  }

  @Test
  void theFirstLabelInAnAnswerCountsAndTheLongestAtOnePlace() {
    Labels labels = labels("good", "good enough", "bad");
    assertThat(labels.agree("Bad, not good", " bad ")).isTrue();
    assertThat(labels.agree("It is GOOD\nenough.", "good enough")).isTrue();
    assertThat(labels.agree("It is good", "good enough")).isFalse();
    assertThat(labels.agree("goods", "good")).isFalse();
  }

  @Test
  void caseCountsWhereALabelIsOneCharacter() {
    Labels labels = labels("A", "B");
    assertThat(labels.agree("a guess: B", "B")).isTrue();
    assertThat(labels("us", "US").agree("the US", "US")).isTrue();
  }

  private static Labels labels(String... answers) {
    return Labels.of(repeat(4, answers)).orElseThrow();
  }

  private static List<String> repeat(int times, String... answers) {
    return Collections.nCopies(times, List.of(answers)).stream().flatMap(List::stream).toList();
  }

  private static String[] numbers(int count) {
    Stream<String> names = IntStream.range(0, count).mapToObj(i -> "label " + (100 + i));
    return names.toArray(String[]::new);
  }
}
