package io.milora.cli.engine;

import io.milora.cli.Interruption;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.DevScore;
import io.milora.engine.train.StepMetrics;
import io.milora.engine.train.TrainingListener;
import io.milora.engine.train.TrainingWarning;
import java.io.PrintWriter;

/** Prints a line a step and a line a measurement. */
final class TrainingPrinter implements TrainingListener {
  private final String stage;
  private final String measured;
  private final PrintWriter out;
  private final Interruption interruption;
  private final long start = System.nanoTime();

  private TrainingPrinter(
      String stage, String measured, PrintWriter out, Interruption interruption) {
    this.stage = stage;
    this.measured = measured;
    this.out = out;
    this.interruption = interruption;
  }

  /**
   * Of an adapter.
   *
   * @param domain whose LoRA it is; empty if of none
   */
  static TrainingPrinter of(String domain, PrintWriter out, Interruption interruption) {
    return new TrainingPrinter(
        domain.isEmpty() ? "" : domain + ": ", "dev perplexity", out, interruption);
  }

  /** Of a mixture's routers; what is measured is e to the cross-entropy of the right domain. */
  static TrainingPrinter ofRouters(PrintWriter out, Interruption interruption) {
    return new TrainingPrinter("routers: ", "dev perplexity over domains", out, interruption);
  }

  @Override
  public void onStep(StepMetrics metrics) {
    double seconds = (System.nanoTime() - start) / 1e9;
    double left = seconds / metrics.step() * (metrics.totalSteps() - metrics.step());
    out.printf(
        "%sstep %d/%d  loss %.4f  balance %.3f  rate %.2e  %.0f tokens/s  %.0f s left%n",
        stage,
        metrics.step(),
        metrics.totalSteps(),
        metrics.loss(),
        metrics.balance(),
        metrics.learningRate(),
        metrics.tokensPerSecond(),
        left);
    out.flush();
    interruption.check();
  }

  @Override
  public void onEvaluation(int step, DevScore score, boolean best) {
    out.printf(
        "%sstep %d  %s %.4f%s%n",
        stage, step, measured, Math.exp(score.loss()), best ? ", the best so far" : "");
    out.flush();
  }

  /** Not kept: a run of this command is repeated, not resumed; the training worker resumes. */
  @Override
  public void onCheckpoint(Checkpoint checkpoint) {
    out.flush();
  }

  @Override
  public void onWarning(TrainingWarning warning) {
    out.println(stage + warning.message());
    out.flush();
  }

  @Override
  public boolean stopRequested() {
    return false;
  }
}
