package io.milora.cli.engine;

import io.milora.adapters.AdapterMetadata;
import io.milora.cli.CommandException;
import io.milora.cli.Interruption;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.base.BaseModel;
import io.milora.engine.torch.FrozenType;
import io.milora.engine.torch.TorchOptions;
import io.milora.engine.train.Trainer;
import io.milora.model.BaseDefaults;
import io.milora.model.ComputeDevice;
import io.milora.model.InvalidInputException;
import io.milora.model.MoaSettings;
import io.milora.model.Problem;
import io.milora.model.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
      description =
          "model, training_file or domains, output; validation_file, method, select, tune_experts, seed, rows, validation_rows, hyperparameters.")
  private Path jobFile;

  @Option(names = "--threads", description = "Threads that compute (all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--device", description = "What computes: ${COMPLETION-CANDIDATES} (cpu).")
  private ComputeDevice device = ComputeDevice.CPU;

  @Option(
      names = "--frozen",
      description = "In what the base is held: ${COMPLETION-CANDIDATES} (float32).")
  private FrozenType frozen = FrozenType.FLOAT32;

  @Override
  public Integer call() {
    TrainJob job = TrainJob.read(jobFile);
    if (Files.exists(job.output())) {
      throw new InvalidInputException(
          Problem.outOfRange("output", job.output() + ", which exists", "a new folder"));
    }
    PrintWriter out = spec.commandLine().getOut();
    try (BaseModel base = BaseModel.open(job.model())) {
      JobRows rows = JobRows.read(job, base);
      TrainingPlan plan = plan(job, base, rows);
      out.printf(
          "%s on %d rows, %d dev rows: %s%n",
          job.method(), rows.trainCount(), rows.devCount(), plan);
      try (Interruption interruption = new Interruption();
          Trainer trainer = new Trainer(base, new TorchOptions(device, frozen), threads)) {
        write(job, base, train(job, base, trainer, plan, rows, interruption));
      }
      out.printf("The adapter is in %s.%n", job.output());
    }
    return 0;
  }

  private static TrainingPlan plan(TrainJob job, BaseModel base, JobRows rows) {
    BaseDefaults defaults = base.config().trainingDefaults();
    MoaSettings mixture = job.mixture();
    return mixture == null
        ? job.hyperparameters()
            .resolve(job.method(), defaults, rows.trainCount(), rows.devCount() > 0, job.seed())
        : job.hyperparameters().resolve(mixture, defaults, rows.trainCount(), job.seed());
  }

  private Adapter train(
      TrainJob job,
      BaseModel base,
      Trainer trainer,
      TrainingPlan plan,
      JobRows rows,
      Interruption interruption) {
    PrintWriter out = spec.commandLine().getOut();
    if (job.mixture() != null) {
      return new MixtureStages(base, trainer, plan, out, interruption).train(job.sources(), rows);
    }
    JobRows.Part all = rows.parts().getFirst();
    return trainer
        .train(plan, all.train(), all.dev(), null, TrainingPrinter.of("", out, interruption))
        .adapter();
  }

  private static void write(TrainJob job, BaseModel base, Adapter adapter) {
    Path name = job.model().getFileName();
    try {
      AdapterFolder.write(
          job.output(), adapter, new AdapterMetadata(String.valueOf(name), base.hashes()));
    } catch (IOException e) {
      throw new CommandException("Cannot write " + job.output() + ": " + e.getMessage(), e);
    }
  }
}
