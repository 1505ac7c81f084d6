package io.milora.cli.demo;

import io.milora.cli.CommandException;
import io.milora.cli.LiveLine;
import io.milora.cli.client.TenantClient;
import io.milora.model.JobStatus;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows one job to its end and shows what its events say. Not thread-safe. */
final class TrainingWatch {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final TenantClient client;
  private final String jobId;
  private final LiveLine line;
  private final Set<String> seen = new HashSet<>();

  private @Nullable TrainingMetrics last;
  private @Nullable Double perplexity;
  private @Nullable Long estimatedFinish;
  private double basePerplexity = Double.NaN;
  private double adapterPerplexity = Double.NaN;
  private final List<Double> speeds = new ArrayList<>();

  TrainingWatch(TenantClient client, String jobId, LiveLine line) {
    this.client = client;
    this.jobId = jobId;
    this.line = line;
  }

  /**
   * How a training went.
   *
   * @param model the trained one
   * @param basePerplexity over the dev rows; through the served graph if the job says so
   * @param adapterPerplexity likewise
   */
  record Outcome(
      String model, double basePerplexity, double adapterPerplexity, double tokensPerSecond) {}

  /**
   * Waits for the end.
   *
   * @return what came of it
   * @throws CommandException if it failed or was cancelled
   */
  Outcome follow() throws InterruptedException {
    while (true) {
      // The state first: all events of a final job are there when it is final.
      FineTuningJob job = client.job(jobId);
      estimatedFinish = job.estimatedFinish();
      showNewEvents();
      if (job.status() == JobStatus.SUCCEEDED) {
        return outcome(job);
      }
      if (job.status().isFinal()) {
        FineTuningJob.JobError error = job.error();
        throw new CommandException(
            "Job %s is %s%s"
                .formatted(
                    jobId, job.status().wireName(), error == null ? "" : ": " + error.message()));
      }
      Thread.sleep(POLL);
    }
  }

  private Outcome outcome(FineTuningJob job) {
    return new Outcome(
        Objects.requireNonNull(job.fineTunedModel(), "A job that succeeded has a model"),
        basePerplexity,
        adapterPerplexity,
        speeds.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN));
  }

  private void showNewEvents() {
    List<FineTuningJobEvent> events = client.events(jobId);
    for (FineTuningJobEvent event : events.reversed()) {
      if (seen.add(event.id())) {
        TrainingMetrics.of(event)
            .ifPresentOrElse(this::show, () -> line.keep("      " + event.message()));
      }
    }
  }

  private void show(TrainingMetrics metrics) {
    Double loss = metrics.validLoss();
    boolean measured = loss != null;
    if (loss != null) {
      double measuredNow = Math.exp(loss);
      perplexity = measuredNow;
      // Before the first step the adapter is the base model. The served graph's numbers, which
      // come last, replace these.
      basePerplexity = Double.isNaN(basePerplexity) ? measuredNow : basePerplexity;
      adapterPerplexity =
          Double.isNaN(adapterPerplexity) ? measuredNow : Math.min(adapterPerplexity, measuredNow);
    }
    if (metrics.basePerplexity() != null && metrics.adapterPerplexity() != null) {
      basePerplexity = metrics.basePerplexity();
      adapterPerplexity = metrics.adapterPerplexity();
      line.keep(
          "      served: dev perplexity %s, of the base model %s"
              .formatted(decimal(adapterPerplexity, 2), decimal(basePerplexity, 2)));
      return;
    }
    if (metrics.trainLoss() != null) {
      last = metrics;
    }
    if (metrics.tokensPerSecond() != null) {
      speeds.add(metrics.tokensPerSecond());
    }
    TrainingMetrics shown = last;
    if (shown == null) {
      if (measured) {
        line.keep("      step 0  dev perplexity " + decimal(perplexity, 2));
      }
      return;
    }
    String text =
        "      step %s/%s  loss %s  dev perplexity %s  %s tok/s  ETA %s"
            .formatted(
                shown.step(),
                shown.totalSteps(),
                decimal(shown.trainLoss(), 3),
                decimal(perplexity, 2),
                decimal(shown.tokensPerSecond(), 0),
                eta());
    if (measured) {
      line.keep(text);
    } else {
      line.show(text);
    }
  }

  private static String decimal(@Nullable Double value, int digits) {
    return value == null ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private String eta() {
    Long finish = estimatedFinish;
    if (finish == null) {
      return "-";
    }
    long seconds = Math.max(0, finish - Instant.now().getEpochSecond());
    return "%d:%02d".formatted(seconds / 60, seconds % 60);
  }
}
