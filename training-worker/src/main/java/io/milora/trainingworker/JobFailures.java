package io.milora.trainingworker;

import io.milora.engine.train.TrainingDivergedException;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/** What a tenant is told when a job fails. The codes are part of the API. */
final class JobFailures {
  private JobFailures() {}

  static Problem problem(Throwable failure) {
    return switch (failure) {
      case InvalidInputException e -> {
        Problem first = e.problems().getFirst();
        yield new Problem(first.param(), first.code(), text(e));
      }
      case TrainingDivergedException e ->
          new Problem("learning_rate", "training_diverged", text(e));
      case NoSuchFileException _ ->
          new Problem(
              null,
              "file_missing",
              "A file of the job is not in the artifact store any more; upload it again.");
      case IOException e -> new Problem(null, "storage_error", text(e));
      case UncheckedIOException e -> new Problem(null, "storage_error", text(e));
      default -> new Problem(null, "internal_error", "The worker failed: " + failure);
    };
  }

  /** Whether operators should look at it, too: it is not of the tenant's making. */
  static boolean isOurs(Throwable failure) {
    return !(failure instanceof InvalidInputException
        || failure instanceof TrainingDivergedException);
  }

  private static String text(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }
}
