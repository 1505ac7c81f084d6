package io.milora.trainingworker;

import io.milora.artifacts.StorageFullException;
import io.milora.engine.train.TrainingDivergedException;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What a tenant is told when a job fails. The codes are part of the API. */
final class JobFailures {
  static final String STORAGE_FULL =
      "The platform's storage is full, so the job's state could not be kept. The job is paused and"
          + " its last checkpoint is whole: resume it when there is space.";

  private JobFailures() {}

  /** Whether there is no space for a state or a result. */
  static boolean isStorageFull(@Nullable Throwable failure) {
    return failure instanceof StorageFullException
        || (failure instanceof IOException
            && String.valueOf(failure.getMessage()).contains("No space left"))
        || (failure != null && isStorageFull(failure.getCause()));
  }

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
