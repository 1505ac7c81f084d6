package io.milora.tenantmanager.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.artifacts.ArtifactStore;
import io.milora.datasets.DatasetReport;
import io.milora.datasets.DatasetScanner;
import io.milora.datasets.PromptOverlap;
import io.milora.datasets.TrainingRow;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Mixture;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.persistence.Contents;
import io.milora.persistence.TrainingJobEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The bytes that a job reads. */
@ApplicationScoped
class JobContents {
  private static final String TRAINING = "training_file";

  private final ArtifactStore artifacts;
  private final Contents contents;
  private final ObjectMapper json;

  JobContents(ArtifactStore artifacts, Contents contents, ObjectMapper json) {
    this.artifacts = artifacts;
    this.contents = contents;
    this.json = json;
  }

  /** A file of a job. */
  private record Source(@Nullable String fileId, String purpose, ContentHash hash) {
    boolean isTrainedOn() {
      return purpose.equals(TRAINING);
    }
  }

  /**
   * Makes sure that nothing that the job reads is gone, or goes before the job is kept: a mixture
   * may name rows of earlier jobs whose files were deleted meanwhile. To be called in the
   * transaction that keeps the job.
   *
   * @throws InvalidInputException with all files that are gone
   */
  void require(TenantId tenant, TrainingJobEntity job) {
    List<Problem> problems = new ArrayList<>();
    sources(job)
        .sorted((a, b) -> a.hash().hex().compareTo(b.hash().hex()))
        .forEach(
            source -> {
              contents.lock(tenant, source.hash());
              if (!isKept(source.hash())) {
                problems.add(
                    new Problem(
                        source.purpose(),
                        "file_deleted",
                        "The rows of %s were deleted; name a file that holds them."
                            .formatted(source.fileId())));
              }
            });
    InvalidInputException.throwIfAny(problems);
  }

  /** What is in the files; those that are trained on are read before the others. */
  List<DryRun.Rows> report(TrainingJobEntity job) {
    List<Source> sources = sources(job).toList();
    PromptOverlap prompts = new PromptOverlap();
    Map<Source, DryRun.Rows> reports = new HashMap<>();
    for (Source source : sources) {
      if (source.isTrainedOn()) {
        reports.put(source, rows(source, read(source, prompts::train), null));
      }
    }
    for (Source source : sources) {
      if (!source.isTrainedOn()) {
        DatasetReport report = read(source, prompts::validate);
        reports.put(source, rows(source, report, prompts.take()));
      }
    }
    return sources.stream().map(source -> Objects.requireNonNull(reports.get(source))).toList();
  }

  private static DryRun.Rows rows(Source source, DatasetReport report, @Nullable Long overlap) {
    return new DryRun.Rows(
        source.fileId(),
        source.purpose(),
        report.format(),
        report.rows(),
        report.duplicates(),
        overlap);
  }

  private DatasetReport read(Source source, Consumer<TrainingRow> rows) {
    try (InputStream in = artifacts.open(source.hash())) {
      return DatasetScanner.read(in, source.purpose(), (number, row) -> rows.accept(row));
    } catch (IOException e) {
      throw new UncheckedIOException("File " + source.fileId() + " cannot be read", e);
    }
  }

  private boolean isKept(ContentHash hash) {
    try {
      return artifacts.contains(hash);
    } catch (IOException e) {
      throw new UncheckedIOException("The artifact store cannot be read", e);
    }
  }

  private Stream<Source> sources(TrainingJobEntity job) {
    if (job.mixture == null) {
      return sources(job.trainingFile, job.trainingHash, job.validationFile, job.validationHash);
    }
    return mixture(job.mixture).domains().stream()
        .flatMap(
            domain ->
                sources(
                    domain.trainingFile(),
                    domain.trainingHash(),
                    domain.validationFile(),
                    domain.validationHash()));
  }

  private static Stream<Source> sources(
      String trainingFile,
      String trainingHash,
      @Nullable String validationFile,
      @Nullable String validationHash) {
    Source training = new Source(trainingFile, TRAINING, new ContentHash(trainingHash));
    return validationHash == null
        ? Stream.of(training)
        : Stream.of(
            training,
            new Source(validationFile, "validation_file", new ContentHash(validationHash)));
  }

  private Mixture mixture(String text) {
    try {
      return json.readValue(text, Mixture.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A planned mixture is JSON", e);
    }
  }
}
