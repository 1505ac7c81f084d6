package io.milora.cli.bench;

import io.milora.cli.bench.ContenderProgram.Figure;
import io.milora.cli.bench.Figures.Quantity;
import io.milora.cli.bench.Figures.Ratio;
import io.milora.cli.bench.Figures.Series;
import io.milora.cli.bench.TrainTask.Order;
import io.milora.cli.bench.TrainTask.Timing;
import io.milora.cli.engine.LabelledRow;
import io.milora.cli.engine.LabelledRows;
import io.milora.engine.base.BaseModel;
import io.milora.engine.text.Example;
import io.milora.engine.text.ExampleEncoder;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.json.MiloraJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The works of {@code bench train} and who is compared at each.
 *
 * @param base files of the base model
 * @param rank of all pairs
 * @param peers null if only ours are measured
 */
record TrainWorks(Path base, int rank, int threads, @Nullable Peers peers) {
  private static final String ARC = "ARC rows";
  private static final String ONE_JOB = "1 job";

  /** As many as the peer's script times. */
  private static final int STEPS = 5;

  private static final int SEED = 1;

  /** Random rows, loss on half of each, one figure a step. */
  List<Contender> step(Path scratch, int rows, int length) throws IOException {
    String work = stepName(rows, length);
    List<Example> steps = random((STEPS + 1) * rows, length);
    List<Contender> contenders = ours(scratch, work, rows, Timing.STEP, steps);
    if (peers != null) {
      contenders.add(peers.step(work, rank, threads));
    }
    return contenders;
  }

  /** Real rows from the beginning of training to its end, one epoch. */
  List<Contender> rows(Path scratch, Path file, int count, int batch) throws IOException {
    List<Example> rows;
    try (BaseModel model = BaseModel.open(base)) {
      rows = first(LabelledRows.read(file), count, file, model.encoder());
    }
    List<Contender> contenders = ours(scratch, ARC, batch, Timing.WHOLE, rows);
    if (peers != null) {
      Path task = write(scratch, task(TrainSystem.LORA, batch, Timing.WHOLE, List.of(rows)));
      contenders.add(peers.rows(ARC, scratch, task));
    }
    return contenders;
  }

  private static List<Example> first(
      List<LabelledRow> rows, int count, Path file, ExampleEncoder encoder) {
    if (rows.size() < count) {
      throw new InvalidInputException(
          Problem.outOfRange(
              "--arc-rows", count, "1 to %d, which %s holds".formatted(rows.size(), file)));
    }
    return rows.subList(0, count).stream().map(row -> encoder.chat(row.chat().messages())).toList();
  }

  /** MiLoRA jobs of some steps each: one alone, all one after another, and all at once. */
  List<Contender> jobs(Path scratch, int jobs, int rows, int length) throws IOException {
    List<List<Example>> each =
        IntStream.range(0, jobs).mapToObj(job -> random(STEPS * rows, length)).toList();
    TrainSystem system = TrainSystem.MILORA;
    TrainTask one = task(system, rows, Timing.WHOLE, each.subList(0, 1));
    TrainTask all = task(system, rows, Timing.WHOLE, each);
    return List.of(
        ours(ONE_JOB, scratch, one),
        ours(sequenceName(jobs), scratch, all),
        ours(atOnceName(jobs), scratch, all.with(Order.AT_ONCE)));
  }

  /** What is divided by what. */
  static List<Ratio> ratios(int rows, int length, int jobs) {
    String step = stepName(rows, length);
    String lora = TrainSystem.LORA.label();
    String milora = TrainSystem.MILORA.label();
    return List.of(
        speed(
            "p5_step_vs_peft",
            new Series(lora, step),
            new Series(Peers.PEFT, step),
            "our LoRA step's tokens/s by PEFT's"),
        speed(
            "p5_arc_vs_peft",
            new Series(lora, ARC),
            new Series(Peers.PEFT, ARC),
            "our LoRA training on real rows by PEFT with transformers' trainer"),
        speed(
            "p6_milora_vs_lora",
            new Series(milora, step),
            new Series(lora, step),
            "a MiLoRA step's tokens/s by our LoRA step's"),
        speed(
            "p7_throughput",
            new Series(milora, atOnceName(jobs)),
            new Series(milora, sequenceName(jobs)),
            "tokens/s of all jobs at once by those of one after another"),
        new Ratio(
            "p7_memory",
            new Series(milora, atOnceName(jobs)),
            new Series(milora, ONE_JOB),
            Quantity.MEMORY,
            "peak memory of all jobs at once by that of one job"));
  }

  private static Ratio speed(String name, Series above, Series below, String meaning) {
    return new Ratio(name, above, below, Quantity.VALUES, meaning);
  }

  private static String stepName(int rows, int length) {
    return "step %dx%d, loss on half".formatted(rows, length);
  }

  private static String sequenceName(int jobs) {
    return jobs + " jobs in sequence";
  }

  private static String atOnceName(int jobs) {
    return jobs + " jobs at once";
  }

  private List<Contender> ours(
      Path scratch, String work, int batch, Timing timing, List<Example> rows) throws IOException {
    List<Contender> contenders = new ArrayList<>();
    for (TrainSystem system : TrainSystem.values()) {
      contenders.add(ours(work, scratch, task(system, batch, timing, List.of(rows))));
    }
    return contenders;
  }

  private TrainTask task(TrainSystem system, int batch, Timing timing, List<List<Example>> jobs) {
    return new TrainTask(base, system, rank, threads, batch, timing, Order.SEQUENCE, jobs);
  }

  private static Contender ours(String work, Path scratch, TrainTask task) throws IOException {
    return OwnProgram.contender(
        List.of(Figure.only(task.system().label(), work)),
        TrainTaskCommand.NAME,
        write(scratch, task));
  }

  private static Path write(Path scratch, TrainTask task) throws IOException {
    return Files.writeString(
        Files.createTempFile(scratch, "task", ".json"), MiloraJson.write(task));
  }

  /** Tokens that every vocabulary has; what they mean costs no time. */
  private static List<Example> random(int rows, int length) {
    Random random = new Random(SEED);
    return IntStream.range(0, rows)
        .mapToObj(
            row ->
                new Example(
                    random.ints(length / 2, 3, 300).toArray(),
                    random.ints(length - length / 2, 3, 300).toArray()))
        .toList();
  }
}
