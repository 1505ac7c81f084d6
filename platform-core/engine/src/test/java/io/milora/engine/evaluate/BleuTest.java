package io.milora.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected numbers are sacrebleu's (2.5, default settings) and rouge_score's (0.1, no stemmer). */
class BleuTest {
  private static final List<String> ANSWERS =
      List.of(
          "The cat sat on the mat.",
          "It costs $1,234.50 -- cheap!",
          "state-of-the-art 3-layer model (v2)",
          "&quot;Yes&quot; &amp; no",
          "line one\nline two-\nthree",
          "Größe und Maß: 5%",
          "日本語 テスト",
          "",
          "a\u00a0b c",
          "the the the the",
          "<skipped>x",
          "positive");
  private static final List<String> EXPECTED =
      List.of(
          "The cat sat on a mat.",
          "It costs $1,234.50, cheap!",
          "a state-of-the-art 3-layer model, v2",
          "\"Yes\" & no",
          "line one line two three",
          "Größe und Maße: 5 %",
          "日本語 テスト です",
          "something",
          "a b c d",
          "the cat the dog",
          "x",
          "negative");

  @Test
  void tokensAreThoseOfMteval13a() {
    assertThat(ANSWERS.stream().map(answer -> String.join(" ", Tokens13a.of(answer))))
        .containsExactly(
            "The cat sat on the mat .",
            "It costs $ 1,234.50 -- cheap !",
            "state-of-the-art 3 - layer model ( v2 )",
            "\" Yes \" & no",
            "line one line twothree",
            "Größe und Maß : 5 %",
            "日本語 テスト",
            "",
            "a b c",
            "the the the the",
            "x",
            "positive");
  }

  @Test
  void aCorpusScoresAsInSacrebleu() {
    assertBleu(47.88987008761831, ANSWERS, EXPECTED);
    assertBleu(48.892302243490086, ANSWERS.subList(0, 1), EXPECTED.subList(0, 1));
    assertBleu(51.35621891402271, ANSWERS.subList(0, 3), EXPECTED.subList(0, 3));
  }

  @Test
  void ordersWithoutAMatchAreSmoothed() {
    assertBleu(
        13.78166514247812,
        List.of("the dog ran over there today", "a b c d e"),
        List.of("the dog walked here yesterday now", "x b c y e"));
  }

  @Test
  void answersThatAreTooShortPayForIt() {
    assertBleu(
        67.03200460356396,
        List.of("the cat sat on the"),
        List.of("the cat sat on the mat yesterday"));
    assertBleu(0, List.of("a b c"), List.of("a b c"));
    assertBleu(0, List.of(""), List.of("a b c d"));
  }

  @Test
  void rougeIsThatOfRougeScore() {
    double[] scores = {
      0.8333333333333334,
      1,
      0.9411764705882353,
      0.5714285714285715,
      1,
      0.9090909090909091,
      0,
      0,
      0.8571428571428571,
      0.5,
      0.6666666666666666,
      0
    };
    for (int i = 0; i < scores.length; i++) {
      assertThat(RougeL.of(ANSWERS.get(i), EXPECTED.get(i)))
          .as(ANSWERS.get(i))
          .isCloseTo(scores[i], within(1e-12));
    }
  }

  private static void assertBleu(double score, List<String> answers, List<String> expected) {
    assertThat(Bleu.corpus(answers, expected)).isCloseTo(score, within(1e-9));
  }
}
