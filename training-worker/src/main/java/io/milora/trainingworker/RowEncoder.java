package io.milora.trainingworker;

import io.milora.artifacts.ArtifactStore;
import io.milora.datasets.DatasetScanner;
import io.milora.datasets.TrainingRow;
import io.milora.engine.text.Example;
import io.milora.engine.text.ExampleEncoder;
import io.milora.engine.text.RowTokens;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns one file into tokens, as serving will. A response that goes beyond the greatest length is
 * cut off there; a prompt that leaves no room for a response is refused, with all others like it,
 * before anything is trained.
 */
final class RowEncoder {
  /** Problems that are listed; the others are only counted. */
  private static final int MAX_LISTED = 1000;

  private final RowTokens tokens;
  private final String param;
  private final List<Example> examples = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int refused;
  private int cut;

  private RowEncoder(RowTokens tokens, String param) {
    this.tokens = tokens;
    this.param = param;
  }

  /**
   * Reads and encodes a file.
   *
   * @param maxLength tokens of a row
   * @param param the job's parameter that names the file, for messages
   * @throws InvalidInputException with all bad rows and their numbers
   * @throws IOException if the file is not in the store, or damaged
   */
  static EncodedRows encode(
      ArtifactStore artifacts,
      ContentHash file,
      ExampleEncoder encoder,
      int maxLength,
      String param)
      throws IOException {
    RowEncoder rows = new RowEncoder(new RowTokens(encoder, maxLength), param);
    try (InputStream in = artifacts.open(file)) {
      DatasetScanner.read(in, param, rows::add);
    }
    rows.throwIfRefused();
    return new EncodedRows(rows.examples, rows.numbers, rows.cut);
  }

  private void add(long number, TrainingRow given) {
    try {
      RowTokens.Fitted row = tokens.fit(tokens.whole(given));
      examples.add(row.example());
      cut += row.cut() > 0 ? 1 : 0;
      numbers.add(number);
    } catch (InvalidInputException e) {
      refused++;
      if (problems.size() < MAX_LISTED) {
        e.problems().forEach(p -> problems.add(ofRow(number, p)));
      }
    }
  }

  private Problem ofRow(long number, Problem problem) {
    return new Problem(param, problem.code(), "Row " + number + ": " + problem.message());
  }

  private void throwIfRefused() {
    if (refused == 0) {
      return;
    }
    List<Problem> all = new ArrayList<>();
    all.add(
        new Problem(
            param,
            "invalid_training_file",
            "%d of %d rows cannot be trained on; nothing was trained."
                .formatted(refused, refused + examples.size())));
    all.addAll(problems);
    throw new InvalidInputException(all);
  }
}
