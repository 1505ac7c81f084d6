package io.milora.console.jobs;

import io.milora.model.Hyperparameters;
import io.milora.model.openai.FineTuningJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings of a job. */
final class JobSettings {
  private JobSettings() {}

  /** Resolved; jobs always have them. */
  static Hyperparameters of(FineTuningJob job) {
    FineTuningJob.Method method = job.method();
    if (method.milora() != null) {
      return method.milora().hyperparameters();
    }
    if (method.lora() != null) {
      return method.lora().hyperparameters();
    }
    return Objects.requireNonNull(method.moa(), "A job has a method").hyperparameters();
  }

  /** In one line. */
  static String text(FineTuningJob job) {
    Hyperparameters h = of(job);
    List<String> parts = new ArrayList<>();
    parts.add("method " + job.method().type());
    add(parts, "rank", h.rank());
    add(parts, "k", h.k());
    add(parts, "epochs", h.nEpochs());
    add(parts, "batch", h.batchSize());
    add(parts, "learning rate", h.learningRate());
    add(parts, "longest row", h.maxLength() == null ? null : h.maxLength() + " tokens");
    add(parts, "seed", job.seed());
    return String.join(" · ", parts);
  }

  private static void add(List<String> parts, String name, @Nullable Object value) {
    if (value != null) {
      parts.add(name + " " + value);
    }
  }
}
