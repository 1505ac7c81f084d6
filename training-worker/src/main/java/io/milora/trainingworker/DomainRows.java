package io.milora.trainingworker;

import io.milora.artifacts.ArtifactStore;
import io.milora.engine.evaluate.EvaluationRow;
import io.milora.engine.text.Example;
import io.milora.engine.text.ExampleEncoder;
import io.milora.engine.train.DomainExample;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Mixture;
import io.milora.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rows of a mixture's domains.
 *
 * @param domains in the mixture's order
 */
record DomainRows(List<Mixture.Domain> domains, List<TrainingRows> rows) {
  /**
   * Reads the files of all domains.
   *
   * @throws InvalidInputException with all bad rows of all files
   */
  static DomainRows read(
      ArtifactStore artifacts, ExampleEncoder encoder, int maxLength, Mixture mixture)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    List<TrainingRows> rows = new ArrayList<>();
    for (Mixture.Domain domain : mixture.domains()) {
      String dev = domain.validationHash();
      try {
        rows.add(
            TrainingRows.read(
                artifacts,
                encoder,
                maxLength,
                new ContentHash(domain.trainingHash()),
                dev == null ? null : new ContentHash(dev)));
      } catch (InvalidInputException e) {
        e.problems().forEach(problem -> problems.add(of(domain, problem)));
      }
    }
    InvalidInputException.throwIfAny(problems);
    return new DomainRows(mixture.domains(), rows);
  }

  private static Problem of(Mixture.Domain domain, Problem problem) {
    return new Problem(
        problem.param(), problem.code(), "Domain " + domain.name() + ": " + problem.message());
  }

  TrainingRows of(int domain) {
    return rows.get(domain);
  }

  /** All training rows, each with its domain. */
  List<DomainExample> training() {
    return labelled(domain -> domain.training().examples());
  }

  /** All dev rows, each with its domain. */
  List<DomainExample> dev() {
    return labelled(domain -> domain.dev().examples());
  }

  /** All dev rows; their identity is that of all domains' files together. */
  DevRows devRows() {
    StringBuilder hashes = new StringBuilder();
    List<EvaluationRow> all = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      hashes.append(domains.get(i).validationHash()).append(' ');
      all.addAll(rows.get(i).dev().evaluationRows(domains.get(i).name()));
    }
    byte[] identity = hashes.toString().getBytes(StandardCharsets.US_ASCII);
    return all.isEmpty() ? DevRows.NONE : new DevRows(ContentHash.sha256(identity), all);
  }

  private List<DomainExample> labelled(Function<TrainingRows, List<Example>> part) {
    List<DomainExample> examples = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      for (Example example : part.apply(rows.get(i))) {
        examples.add(new DomainExample(example, i));
      }
    }
    return examples;
  }

  /** Rows whose response was cut off. */
  int cut() {
    return rows.stream().mapToInt(r -> r.training().cut() + r.dev().cut()).sum();
  }

  /** How many there are, for people. */
  String summary() {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      parts.add(
          "%s %d training and %d validation rows"
              .formatted(
                  domains.get(i).name(),
                  rows.get(i).training().examples().size(),
                  rows.get(i).dev().examples().size()));
    }
    return parts.stream().collect(Collectors.joining("; "));
  }
}
