package io.milora.cli.engine;

import io.milora.datasets.TrainingRow;
import io.milora.engine.base.BaseModel;
import io.milora.engine.text.Example;
import io.milora.engine.train.DomainExample;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The tokenized rows of a job.
 *
 * @param parts one a source of the job, in its order
 */
record JobRows(List<Part> parts) {
  /** Rows to learn from, and dev rows. */
  record Part(List<Example> train, List<Example> dev) {}

  /**
   * Reads all files.
   *
   * @throws InvalidInputException with all bad rows of all files
   */
  static JobRows read(TrainJob job, BaseModel base) {
    List<Problem> problems = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (TrainJob.Source source : job.sources()) {
      List<TrainingRow> train = new ArrayList<>();
      List<TrainingRow> dev = new ArrayList<>();
      boolean holdOut = source.validation().isEmpty();
      for (Path file : source.training()) {
        List<TrainingRow> rows = read(file, source.field("training_file"), problems);
        RowLimits.Split split = job.limits().split(rows, holdOut, job.seed());
        train.addAll(split.training());
        dev.addAll(split.heldOut());
      }
      for (Path file : source.validation()) {
        dev.addAll(read(file, source.field("validation_file"), problems));
      }
      parts.add(new Part(encode(train, base), encode(dev, base)));
    }
    InvalidInputException.throwIfAny(problems);
    return new JobRows(parts);
  }

  private static List<TrainingRow> read(Path file, String param, List<Problem> problems) {
    try {
      return Rows.read(file, param);
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
      return List.of();
    }
  }

  private static List<Example> encode(List<TrainingRow> rows, BaseModel base) {
    return rows.stream().map(row -> Rows.encode(row, base.encoder())).toList();
  }

  int trainCount() {
    return parts.stream().mapToInt(part -> part.train().size()).sum();
  }

  int devCount() {
    return parts.stream().mapToInt(part -> part.dev().size()).sum();
  }

  /** All training rows, each with the number of its source. */
  List<DomainExample> train() {
    return labelled(Part::train);
  }

  /** All dev rows, each with the number of its source. */
  List<DomainExample> dev() {
    return labelled(Part::dev);
  }

  private List<DomainExample> labelled(Function<Part, List<Example>> rows) {
    List<DomainExample> labelled = new ArrayList<>();
    for (int domain = 0; domain < parts.size(); domain++) {
      for (Example example : rows.apply(parts.get(domain))) {
        labelled.add(new DomainExample(example, domain));
      }
    }
    return labelled;
  }
}
