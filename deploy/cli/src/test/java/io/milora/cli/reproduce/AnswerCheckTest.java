package io.milora.cli.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.cli.engine.LabelledRow;
import io.milora.model.InvalidInputException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerCheckTest {
  private static final List<LabelledRow> CHOICES =
      Collections.nCopies(4, List.of(choice("answer1"), choice("answer2"), choice("answer10")))
          .stream()
          .flatMap(List::stream)
          .toList();

  @Test
  void theFirstLabelInATextIsItsAnswer() {
    AnswerCheck check = AnswerCheck.of("choices", CHOICES);
    assertThat(check.correct(choice("answer2"), "the correct answer is answer2")).isTrue();
    assertThat(check.correct(choice("answer2"), "Answer2, not answer1.")).isTrue();
    assertThat(check.correct(choice("answer2"), "answer1 or answer2")).isFalse();
    assertThat(check.correct(choice("answer1"), "answer10")).isFalse();
    assertThat(check.correct(choice("answer1"), "I do not know.")).isFalse();
  }

  @Test
  void theFormIsTheExpectedOutputWithAnyLabel() {
    AnswerCheck check = AnswerCheck.of("choices", CHOICES);
    LabelledRow row = choice("answer2");
    assertThat(check.inForm(row, " the correct answer is answer1\n")).isTrue();
    assertThat(check.inForm(row, "the correct answer is answer3")).isFalse();
    assertThat(check.inForm(row, "answer2")).isFalse();
  }

  @Test
  void theLastNumberInATextIsItsAnswer() {
    AnswerCheck check =
        AnswerCheck.of(
            "numbers", IntStream.range(0, 40).mapToObj(i -> choice("" + i * 100)).toList());
    LabelledRow row = choice("1,200");
    assertThat(check.correct(row, "3 times 400 is 1200.0")).isTrue();
    assertThat(check.correct(row, "1200 is not 3")).isFalse();
    assertThat(check.inForm(row, "none")).isFalse();
  }

  @Test
  void answersThatCannotBeJudgedAreRefused() {
    List<LabelledRow> rows =
        IntStream.range(0, 40).mapToObj(i -> choice("the reason is " + i)).toList();
    assertThatThrownBy(() -> AnswerCheck.of("free", rows))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("free")
        .hasMessageContaining("40");
  }

  private static LabelledRow choice(String answer) {
    return new LabelledRow("Choose.", "", "the correct answer is " + answer, answer);
  }
}
