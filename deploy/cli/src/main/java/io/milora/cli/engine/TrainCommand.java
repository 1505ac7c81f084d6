package io.milora.cli.engine;

import io.milora.cli.CommandException;
import io.milora.datasets.TrainingRow;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.adapter.AdapterMetadata;
import io.milora.engine.base.BaseModel;
import io.milora.engine.text.Example;
import io.milora.engine.train.Trainer;
import io.milora.engine.train.TrainingListener.Outcome;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains an adapter as a job file says. */
@Command(name = "train", description = "Trains an adapter as a YAML job file says.")
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "JOB.yaml",
      description = "model, training_file, output; validation_file, method, seed, hyperparameters.")
  private Path jobFile;

  @Option(names = "--threads", description = "Threads that compute (all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    TrainJob job = TrainJob.read(jobFile);
    if (Files.exists(job.output())) {
      throw new InvalidInputException(
          Problem.outOfRange("output", job.output() + ", which exists", "a new folder"));
    }
    try (BaseModel base = BaseModel.open(job.model())) {
      List<Example> rows = examples(base, job.trainingFile(), "training_file");
      List<Example> dev = examples(base, job.validationFile(), "validation_file");
      TrainingPlan plan =
          job.hyperparameters()
              .resolve(
                  job.method(),
                  base.config().trainingDefaults(),
                  rows.size(),
                  !dev.isEmpty(),
                  job.seed());
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%s on %d rows, %d dev rows: %s%n", job.method(), rows.size(), dev.size(), plan);
      Outcome outcome = train(base, plan, rows, dev, new TrainingPrinter(out));
      write(job, base, outcome);
      out.printf("The adapter is in %s.%n", job.output());
    }
    return 0;
  }

  private Outcome train(
      BaseModel base,
      TrainingPlan plan,
      List<Example> rows,
      List<Example> dev,
      TrainingPrinter printer) {
    try (Trainer trainer = new Trainer(base, threads)) {
      return trainer.train(plan, rows, dev, null, printer);
    }
  }

  private static List<Example> examples(BaseModel base, @Nullable Path file, String param) {
    List<Example> examples = new ArrayList<>();
    if (file != null) {
      for (TrainingRow row : Rows.read(file, param)) {
        examples.add(Rows.encode(row, base.encoder()));
      }
    }
    return examples;
  }

  private static void write(TrainJob job, BaseModel base, Outcome outcome) {
    Path name = job.model().getFileName();
    try {
      AdapterFolder.write(
          job.output(),
          outcome.adapter(),
          new AdapterMetadata(String.valueOf(name), base.hashes()));
    } catch (IOException e) {
      throw new CommandException("Cannot write " + job.output() + ": " + e.getMessage(), e);
    }
  }
}
