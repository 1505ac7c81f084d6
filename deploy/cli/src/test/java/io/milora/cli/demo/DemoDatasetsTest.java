package io.milora.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DemoDatasetsTest {
  static List<DemoTenant> tenants() {
    return DemoTenant.ALL;
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void noQuestionIsAskedTwiceInAnyPart(DemoTenant tenant) {
    List<String> asked =
        Arrays.stream(DemoTenant.Part.values())
            .flatMap(part -> Question.read(tenant.rows(part)).stream())
            .map(question -> question.messages().getLast().content().toLowerCase(Locale.ROOT))
            .toList();

    assertThat(asked).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void everyHeldOutQuestionHasOneCheckableAnswer(DemoTenant tenant) {
    List<Question> questions = Question.read(tenant.rows(DemoTenant.Part.TEST));

    assertThat(questions).hasSizeGreaterThanOrEqualTo(60);
    assertThat(questions)
        .allSatisfy(
            question -> {
              assertThat(question.isAnsweredBy(" " + question.answer() + "\n")).isTrue();
              assertThat(question.isAnsweredBy(question.answer() + "!")).isFalse();
              assertThat(question.answer()).isNotBlank();
            });
  }
}
