package io.milora.tenantmanager.adapters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.evaluation.EvaluationReport;
import io.milora.model.evaluation.Metric;
import io.milora.model.evaluation.ModelScores;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.EvaluationEntity;
import io.milora.persistence.TrainingJobEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes model cards, with the heading that Hugging Face's hub reads. Thread-safe. */
@ApplicationScoped
class ModelCards {
  private final ObjectMapper json;

  ModelCards(ObjectMapper json) {
    this.json = json;
  }

  /**
   * A card in Markdown.
   *
   * @param evaluations that succeeded, newest first
   */
  String of(
      AdapterVersionEntity version,
      Optional<TrainingJobEntity> job,
      List<EvaluationEntity> evaluations) {
    StringBuilder card = new StringBuilder();
    card.append(
        """
        ---
        base_model: %2$s
        library_name: peft
        tags: [%3$s]
        ---
        # %1$s

        | | |
        |---|---|
        | Method | %3$s |
        | Base model | %2$s |
        | Weights of the base | `%4$s` |
        | Tokenizer | `%5$s` |
        | Chat template | `%6$s` |
        | Archive | `%7$s` |
        | Published | %8$s |
        """
            .formatted(
                version.modelName,
                version.baseModel,
                version.method,
                version.baseSha256,
                version.tokenizerSha256,
                version.chatTemplateSha256,
                version.contentHash,
                version.createdAt));
    if (version.importedFrom != null) {
      card.append("| Imported from | `%s` |\n".formatted(version.importedFrom));
    }
    job.ifPresent(trained -> card.append(training(trained)));
    card.append("\n## Evaluation\n\n");
    if (evaluations.isEmpty()) {
      card.append("Nothing was measured.\n");
    }
    evaluations.forEach(evaluation -> card.append(measured(version, evaluation)));
    return card.toString();
  }

  private String training(TrainingJobEntity job) {
    StringBuilder text = new StringBuilder();
    text.append(
        """

        ## Training

        | | |
        |---|---|
        | Job | %s |
        | Training rows | %s, `%s` |
        | Validation rows | %s |
        | Seed | %d |
        | Trained tokens | %s |
        """
            .formatted(
                job.id,
                job.trainingFile,
                job.trainingHash,
                job.validationFile == null
                    ? "none"
                    : job.validationFile + ", `" + job.validationHash + "`",
                job.seed,
                Objects.requireNonNullElse(job.trainedTokens, 0L)));
    read(job.hyperparameters, JsonNode.class)
        .properties()
        .forEach(entry -> text.append("| %s | %s |\n".formatted(entry.getKey(), entry.getValue())));
    return text.toString();
  }

  private String measured(AdapterVersionEntity version, EvaluationEntity evaluation) {
    EvaluationReport report =
        read(Objects.requireNonNull(evaluation.report), EvaluationReport.class);
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %d rows of `%s`, through the served graph (%s, %s).\n\n"
            .formatted(
                evaluation.id,
                report.rows(),
                report.dataset(),
                report.precision().name().toLowerCase(Locale.ROOT),
                report.engine()));
    String other = evaluation.against == null ? "" : evaluation.against;
    String name = evaluation.model.equals(version.modelName) ? "this adapter" : evaluation.model;
    text.append("| | %s | %s |\n|---|---|---|\n".formatted(name, other));
    for (Metric metric : Metric.values()) {
      text.append(
          "| %s | %s | %s |\n"
              .formatted(
                  metric.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                  value(metric, report.model()),
                  value(metric, report.against())));
    }
    return text.append('\n').toString();
  }

  private static String value(Metric metric, @Nullable ModelScores scores) {
    Double value = scores == null ? null : metric.of(scores);
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  private <T> T read(String text, Class<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was recorded of an adapter cannot be read", e);
    }
  }
}
