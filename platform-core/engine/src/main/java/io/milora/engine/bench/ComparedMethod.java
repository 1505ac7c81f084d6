package io.milora.engine.bench;

import io.milora.engine.text.Example;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.TrainingListener;
import io.milora.model.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method in a comparison, on one base model: how many parameters it learns, how it is trained,
 * and how what it learnt is served. For one thread at a time.
 */
public sealed interface ComparedMethod permits AdapterMethod, MoeLoraMethod {
  /** The name in options, files and tables, for instance {@code lora}. */
  String name();

  /** Ranks are multiples of this, 1 or more. */
  int rankStep();

  /**
   * How many numbers are trained at a rank.
   *
   * @param rank a multiple of {@link #rankStep()}
   */
  long parameters(int rank);

  /** The peak rate that suits this method on this base where nobody says another. */
  double learningRate();

  /**
   * Trains. Equal settings give every method the same rows in the same batches in the same order.
   *
   * @param rank a multiple of {@link #rankStep()}
   * @param train rows to learn from, at least one
   * @param dev rows that choose the best state; may be empty
   * @param resume where to go on, or null to begin
   * @throws io.milora.model.InvalidInputException with all rows that cannot be used, or if the
   *     checkpoint belongs to another run
   * @throws io.milora.engine.train.TrainingDivergedException if loss or gradient stops being a
   *     number
   */
  TrainedModel train(
      TrainingSettings settings,
      int rank,
      List<Example> train,
      List<Example> dev,
      @Nullable Checkpoint resume,
      TrainingListener listener);

  /**
   * Serves what {@link TrainedModel#write} wrote.
   *
   * @throws io.milora.model.InvalidInputException if the folder holds nothing of this method and
   *     base
   */
  ServedModel serve(Path folder);
}
