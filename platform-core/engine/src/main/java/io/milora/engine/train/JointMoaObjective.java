package io.milora.engine.train;

import io.milora.model.TrainingSettings;
import java.util.List;

/**
 * Experts and routers of a Mixture-of-LoRAs together: cross-entropy of response tokens plus the
 * mean over layers and rows of the cross-entropy of the domain, nats. Each row of a mixed batch
 * runs through its own domain's expert.
 */
final class JointMoaObjective implements Objective {
  private final TrainingSettings settings;
  private final MoaProgram program;
  private final double dropout;
  private final int domains;
  private final DomainRows rows;
  private final DomainRows dev;

  JointMoaObjective(
      TrainingSettings settings,
      MoaProgram program,
      double dropout,
      int domains,
      DomainRows rows,
      DomainRows dev) {
    this.settings = settings;
    this.program = program;
    this.dropout = dropout;
    this.domains = domains;
    this.rows = rows;
    this.dev = dev;
  }

  /** All alike: sorting by length would part the domains, and a batch should mix them. */
  @Override
  public int[] lengths() {
    return new int[rows.size()];
  }

  @Override
  public int tokens(List<Integer> chosen) {
    return rows.promptTokens(chosen) + rows.responseTokens(chosen);
  }

  @Override
  public BatchSummary accumulate(Gradients gradients, int step, List<Integer> batch) {
    RouterLoad load = new RouterLoad(program.layers(), domains, batch.size());
    double loss = 0;
    double right = 0;
    int from = 0;
    for (List<Integer> part : DomainRows.cut(batch, settings.microBatchSize())) {
      MoaProgram.Losses losses =
          program.accumulateJoint(
              gradients,
              rows.batch(part),
              rows.domains(part),
              rows.responseTokens(batch),
              batch.size(),
              dropout,
              Seeds.mix(settings.seed(), step, from));
      loss += losses.language().crossEntropy() + losses.routing();
      right += losses.language().right();
      load.add(losses.logProbabilities());
      from += part.size();
    }
    return new BatchSummary(loss, right / rows.responseTokens(batch), 0, load.shares());
  }

  @Override
  public boolean measurable() {
    return dev.size() > 0;
  }

  @Override
  public DevScore score() {
    TokenSums language = TokenSums.NONE;
    double routing = 0;
    List<Integer> all = dev.all();
    for (List<Integer> part : DomainRows.cut(all, settings.microBatchSize())) {
      MoaProgram.Losses losses = program.evaluateJoint(dev.batch(part), dev.domains(part));
      language = language.plus(losses.language());
      routing += losses.routing();
    }
    int tokens = dev.responseTokens(all);
    return new DevScore(
        language.crossEntropy() / tokens + routing / dev.size(), language.right() / tokens);
  }
}
