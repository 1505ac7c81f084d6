package io.milora.console.stub;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.console.platform.Evaluation;
import io.milora.model.JobStatus;
import io.milora.model.Precision;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.EvaluationStatus;
import io.milora.model.evaluation.ModelScores;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobCheckpoint;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What was measured of a tenant's jobs. */
final class StubEvaluations {
  private StubEvaluations() {}

  static void answer(Exchange exchange, StubTenant tenant) throws IOException {
    if (exchange.is("POST")) {
      JsonNode wanted = Exchange.JSON.readTree(exchange.http().getRequestBody());
      Evaluation queued = queued(tenant, wanted);
      tenant.evaluations.add(queued);
      exchange.json(queued);
    } else {
      exchange.json(StubPlatform.page(of(tenant), Evaluation::id));
    }
  }

  private static Evaluation queued(StubTenant tenant, JsonNode wanted) {
    return new Evaluation(
        tenant.nextId("eval"),
        Instant.now().getEpochSecond(),
        null,
        EvaluationStatus.QUEUED,
        wanted.path("model").asText(),
        wanted.path("against").asText(),
        wanted.path("file").asText(),
        null,
        null,
        null);
  }

  private static List<Evaluation> of(StubTenant tenant) {
    List<Evaluation> all = new ArrayList<>(tenant.evaluations.reversed());
    tenant.newestJobs().stream()
        .filter(job -> job.fineTunedModel() != null)
        .map(StubEvaluations::of)
        .forEach(all::add);
    return all;
  }

  private static Evaluation of(FineTuningJob job) {
    return new Evaluation(
        "eval-" + job.id(),
        job.createdAt() + 901,
        job.createdAt() + 960,
        EvaluationStatus.SUCCEEDED,
        String.valueOf(job.fineTunedModel()),
        job.model(),
        job.trainingFile(),
        job.id(),
        null,
        new EvaluationReport(
            Precision.INT8,
            "onnxruntime 1.29, cpu",
            "0".repeat(64),
            200,
            200,
            100,
            64,
            0,
            null,
            scores(4.1, 0.71, 0.74),
            scores(20.5, 0.12, 0.31)));
  }

  private static ModelScores scores(double perplexity, double exact, double rouge) {
    return new ModelScores(
        Math.log(perplexity), perplexity, 9000, exact, null, 38.2, rouge, null, List.of());
  }

  static List<FineTuningJobCheckpoint> checkpoints(FineTuningJob job) {
    if (job.status() == JobStatus.QUEUED) {
      return List.of();
    }
    return IntStream.of(60, 40, 20)
        .mapToObj(
            step ->
                new FineTuningJobCheckpoint(
                    "ckpt-" + step,
                    FineTuningJobCheckpoint.OBJECT,
                    job.createdAt() + step,
                    job.id(),
                    "ft:" + job.model() + ":ckpt-step-" + step,
                    step,
                    new FineTuningJobCheckpoint.Metrics(
                        (double) step, 1.0, 0.7, 1.2, 0.64, 1.2, 0.64)))
        .toList();
  }
}
