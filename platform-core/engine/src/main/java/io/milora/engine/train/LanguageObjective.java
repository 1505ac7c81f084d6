package io.milora.engine.train;

import io.milora.engine.text.Example;
import io.milora.model.Projection;
import io.milora.model.TrainingPlan;
import io.milora.model.TrainingSettings;
import java.util.List;

/**
 * Cross-entropy of response tokens, for routed methods with the load-balancing loss. The
 * cross-entropy is a mean over the whole batch, however it is cut; the load-balancing loss is that
 * of each part, one forward pass, weighted by its share of the rows.
 */
final class LanguageObjective implements Objective {
  private final TrainingPlan plan;
  private final TrainingSettings settings;
  private final LossProgram program;
  private final List<Example> rows;
  private final DevSet dev;

  LanguageObjective(
      TrainingPlan plan, LossProgram program, List<Example> rows, List<Example> devRows) {
    this.plan = plan;
    settings = plan.training();
    this.program = program;
    this.rows = rows;
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
  public double devLoss() {
    return dev.loss(program);
  }

  @Override
  public BatchSummary accumulate(Gradients gradients, int step, List<Integer> batch) {
    int responseTokens = batch.stream().mapToInt(row -> rows.get(row).response().length).sum();
    Sums sums = new Sums(program.layers(), batch.size());
    for (int from = 0; from < batch.size(); from += settings.microBatchSize()) {
      int to = Math.min(from + settings.microBatchSize(), batch.size());
      Batch part = Batch.of(batch.subList(from, to).stream().map(rows::get).toList());
      sums.add(
          part.rows(),
          program.accumulate(
              gradients,
              part,
              responseTokens,
              (double) part.rows() / batch.size(),
              settings.loadBalance(),
              plan.method().lora().dropout(),
              Seeds.mix(settings.seed(), step, from)));
    }
    return program.routed()
        ? new BatchSummary(sums.crossEntropy, sums.balance, sums.load)
        : new BatchSummary(sums.crossEntropy, 0, new float[0][]);
  }

  /** Sums over the parts of one batch. */
  private static final class Sums {
    private final int layers;
    private final int rows;
    private final float[][] load;
    private double crossEntropy;
    private double balance;

    Sums(int layers, int rows) {
      this.layers = layers;
      this.rows = rows;
      load = new float[layers][Projection.COUNT];
    }

    void add(int partRows, BatchLosses losses) {
      crossEntropy += losses.crossEntropy();
      for (float layer : losses.balance()) {
        balance += (double) layer * partRows / rows / layers;
      }
      float[] gates = losses.gates();
      for (int i = 0; i < gates.length; i++) {
        int layer = i / (partRows * Projection.COUNT);
        load[layer][i % Projection.COUNT] += gates[i] > 0 ? 1f / rows : 0;
      }
    }
  }
}
