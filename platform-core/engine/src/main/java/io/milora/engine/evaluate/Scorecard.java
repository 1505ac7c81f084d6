package io.milora.engine.evaluate;

import io.milora.model.evaluation.DomainScores;
import io.milora.model.evaluation.ModelScores;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Makes scores of what happened to the rows. */
record Scorecard(List<RowOutcome> outcomes, List<RowAnswer> answers, Optional<Labels> labels) {

  ModelScores scores() {
    double loss = meanLoss();
    List<String> given = answers.stream().map(RowAnswer::answer).toList();
    List<String> wanted = answers.stream().map(RowAnswer::expected).toList();
    return new ModelScores(
        loss,
        Math.exp(loss),
        tokens(),
        Objects.requireNonNull(exactMatch(), "Rows were answered"),
        labelAccuracy(),
        Bleu.corpus(given, wanted),
        answers.stream().mapToDouble(a -> RougeL.of(a.answer(), a.expected())).average().orElse(0),
        rightDomain(),
        domains());
  }

  private List<DomainScores> domains() {
    return outcomes.stream()
        .map(outcome -> outcome.row().domain())
        .filter(Objects::nonNull)
        .distinct()
        .map(domain -> of(domain).domainScores(domain))
        .toList();
  }

  private Scorecard of(String domain) {
    return new Scorecard(
        outcomes.stream().filter(o -> domain.equals(o.row().domain())).toList(),
        answers.stream().filter(a -> domain.equals(a.row().domain())).toList(),
        labels);
  }

  private DomainScores domainScores(String domain) {
    double loss = meanLoss();
    return new DomainScores(
        domain,
        outcomes.size(),
        loss,
        Math.exp(loss),
        answers.size(),
        exactMatch(),
        labelAccuracy(),
        rightDomain());
  }

  private long tokens() {
    return outcomes.stream().mapToLong(RowOutcome::tokens).sum();
  }

  private double meanLoss() {
    return outcomes.stream().mapToDouble(RowOutcome::loss).sum() / tokens();
  }

  private @Nullable Double exactMatch() {
    return boxed(answers.stream().mapToDouble(a -> a.exact() ? 1 : 0).average());
  }

  private @Nullable Double labelAccuracy() {
    return labels
        .map(
            known ->
                boxed(
                    answers.stream()
                        .mapToDouble(a -> known.agree(a.answer(), a.expected()) ? 1 : 0)
                        .average()))
        .orElse(null);
  }

  private @Nullable Double rightDomain() {
    return boxed(
        outcomes.stream()
            .map(RowOutcome::rightDomain)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .average());
  }

  private static @Nullable Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
