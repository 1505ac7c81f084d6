package io.milora.datasets;

import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file holds and what is wrong with it.
 *
 * @param format of the first row that has one; null if none has
 * @param rows lines that are not blank, good and bad
 * @param duplicates good rows that are byte for byte equal to an earlier one, among the first
 *     {@link DatasetScanner#MAX_REMEMBERED_ROWS} different rows
 * @param problemCount all problems
 * @param problems the first {@link DatasetScanner#MAX_LISTED_PROBLEMS}, in the order of rows
 */
public record DatasetReport(
    @Nullable DatasetFormat format,
    long rows,
    long duplicates,
    long problemCount,
    List<RowProblem> problems) {
  public DatasetReport {
    problems = List.copyOf(problems);
  }

  /** Whether every row can be trained on. */
  public boolean isValid() {
    return problemCount == 0;
  }

  /**
   * A summary and then every listed problem.
   *
   * @param param the request's parameter that named the file
   * @return empty if the file is valid
   */
  public List<Problem> toProblems(String param) {
    if (isValid()) {
      return List.of();
    }
    List<Problem> all = new ArrayList<>();
    all.add(new Problem(param, "invalid_training_file", summary()));
    problems.forEach(p -> all.add(p.toProblem(param)));
    return all;
  }

  private String summary() {
    String count = problemCount == 1 ? "1 problem" : problemCount + " problems";
    String listed =
        problemCount > problems.size() ? " (the first " + problems.size() + " follow)" : "";
    return "The file cannot be trained on: "
        + count
        + listed
        + ". Nothing was kept; mend the rows and upload it again.";
  }
}
