package io.milora.engine.train;

import io.milora.engine.text.Example;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.List;

/**
 * Cross-entropy of response tokens, for routed methods with the load-balancing loss. The
 * cross-entropy is a mean over the whole batch, however it is cut; so is the load-balancing loss
 * that is reported. In the one that is minimised each forward pass has f of its own prompts and of
 * the last step's, see {@link FirstChoices}.
 */
final class LanguageObjective implements Objective {
  private final TrainingPlan plan;
  private final TrainingSettings settings;
  private final LossProgram program;
  private final List<Example> rows;
  private final DevSet dev;
  private final FirstChoices choices;

  LanguageObjective(
      TrainingPlan plan,
      LossProgram program,
      List<Example> rows,
      List<Example> devRows,
      FirstChoices choices) {
    this.plan = plan;
    settings = plan.training();
    this.program = program;
    this.rows = rows;
    this.choices = choices;
    dev = new DevSet(devRows, settings.microBatchSize());
  }

  @Override
  public int[] lengths() {
    return rows.stream().mapToInt(Example::length).toArray();
  }

  @Override
  public int tokens(List<Integer> chosen) {
    return chosen.stream().mapToInt(row -> rows.get(row).length()).sum();
  }

  @Override
  public boolean measurable() {
    return !dev.isEmpty();
  }

  @Override
  public DevScore score() {
    return dev.score(program);
  }

  @Override
  public BatchSummary accumulate(Gradients gradients, int step, List<Integer> batch) {
    int responseTokens = batch.stream().mapToInt(row -> rows.get(row).response().length).sum();
    double crossEntropy = 0;
    double right = 0;
    RouterSums routers = new RouterSums(program.layers(), batch.size());
    for (int from = 0; from < batch.size(); from += settings.microBatchSize()) {
      int to = Math.min(from + settings.microBatchSize(), batch.size());
      Batch part = Batch.of(batch.subList(from, to).stream().map(rows::get).toList());
      BatchLosses losses =
          program.accumulate(
              gradients,
              part,
              responseTokens,
              (double) part.rows() / batch.size(),
              settings.loadBalance(),
              plan.method().lora().dropout(),
              Seeds.mix(settings.seed(), step, from));
      crossEntropy += losses.crossEntropy();
      right += losses.right();
      routers.add(losses);
    }
    double accuracy = right / responseTokens;
    if (!program.routed()) {
      return new BatchSummary(crossEntropy, accuracy, 0, new float[0][]);
    }
    choices.set(routers.firstChoices());
    return new BatchSummary(crossEntropy, accuracy, routers.balance(), routers.load());
  }
}
