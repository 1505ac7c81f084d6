package io.milora.trainingworker;

import io.milora.artifacts.ArtifactStore;
import io.milora.engine.text.ExampleEncoder;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job's files as tokens.
 *
 * @param training at least one row
 * @param dev empty if the job has no validation file
 */
record TrainingRows(EncodedRows training, EncodedRows dev) {
  /**
   * Reads both files.
   *
   * @throws InvalidInputException with all bad rows of both files
   */
  static TrainingRows read(
      ArtifactStore artifacts,
      ExampleEncoder encoder,
      int maxLength,
      ContentHash training,
      @Nullable ContentHash validation)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    EncodedRows none = new EncodedRows(List.of(), List.of(), 0);
    EncodedRows trainingRows = none;
    EncodedRows devRows = none;
    try {
      trainingRows = RowEncoder.encode(artifacts, training, encoder, maxLength, "training_file");
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
    }
    try {
      if (validation != null) {
        devRows = RowEncoder.encode(artifacts, validation, encoder, maxLength, "validation_file");
      }
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
    }
    InvalidInputException.throwIfAny(problems);
    return new TrainingRows(trainingRows, devRows);
  }
}
