package io.milora.engine.train;

import io.milora.engine.torch.TensorList;
import io.milora.model.TrainingSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The routers of a Mixture-of-LoRAs alone: in each layer a soft-max regression of the domain on
 * states that never change, because base and experts stay as they are. The loss is the mean over
 * layers and rows of the cross-entropy of the domain, nats.
 */
final class RouterObjective implements Objective {
  private final MoaProgram program;
  private final TensorList routers;
  private final int domains;
  private final DomainRows rows;
  private final DomainRows dev;
  private final PromptStates states;
  private final PromptStates devStates;
  private final List<List<Integer>> devParts;

  RouterObjective(
      TrainingSettings settings,
      MoaProgram program,
      TensorList routers,
      int domains,
      DomainRows rows,
      DomainRows dev) {
    this.program = program;
    this.routers = routers;
    this.domains = domains;
    this.rows = rows;
    this.dev = dev;
    BatchOrder order = new BatchOrder(lengths(), settings.batchSize(), settings.seed());
    List<List<Integer>> parts = new ArrayList<>();
    for (int step = 0; step < order.stepsAnEpoch(); step++) {
      parts.addAll(DomainRows.cut(order.rows(step), settings.microBatchSize()));
    }
    states = new PromptStates(program, rows, parts);
    devParts = DomainRows.cut(dev.all(), settings.microBatchSize());
    devStates = new PromptStates(program, dev, devParts);
  }

  /** All alike: sorting by length would part the domains, and a batch should mix them. */
  @Override
  public int[] lengths() {
    return new int[rows.size()];
  }

  @Override
  public int tokens(List<Integer> chosen) {
    return rows.promptTokens(chosen);
  }

  @Override
  public BatchSummary accumulate(Gradients gradients, int step, List<Integer> batch) {
    MoaProgram.Losses losses =
        program.accumulateRouters(gradients, routers, states.of(batch), rows.domains(batch));
    RouterLoad load = new RouterLoad(program.layers(), domains, batch.size());
    load.add(losses.logProbabilities());
    return new BatchSummary(losses.routing(), null, 0, load.shares());
  }

  @Override
  public boolean measurable() {
    return dev.size() > 0;
  }

  @Override
  public DevScore score() {
    double sum = 0;
    for (List<Integer> part : devParts) {
      sum += program.evaluateRouters(routers, devStates.of(part), dev.domains(part));
    }
    return new DevScore(sum / dev.size(), null);
  }
}
