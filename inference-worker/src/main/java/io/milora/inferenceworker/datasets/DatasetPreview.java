package io.milora.inferenceworker.datasets;

import io.milora.artifacts.ArtifactStore;
import io.milora.artifacts.FolderArtifactStore;
import io.milora.datasets.DatasetRows;
import io.milora.datasets.TrainingRow;
import io.milora.engine.text.Example;
import io.milora.engine.text.RowTokens;
import io.milora.http.ApiException;
import io.milora.inferenceworker.WorkerConfig;
import io.milora.inferenceworker.serving.ServedBase;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.TenantId;
import io.milora.model.openai.Page;
import io.milora.persistence.BaseModels;
import io.milora.persistence.Files;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/**
 * Shows the rows of files as they will be trained on the base that is served here, by the code that
 * trains them. Thread-safe.
 */
@Singleton
class DatasetPreview {
  /** Rows that are measured, as encoding takes a core from serving meanwhile. */
  private static final int MEASURED_ROWS = 20_000;

  private static final long MEASURED_BYTES = 64 << 20;
  private static final long PAGE_BYTES = 1 << 20;
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Files files;
  private final BaseModels bases;
  private final ServedBase base;
  private final ArtifactStore artifacts;
  private final Semaphore measuring = new Semaphore(1);

  DatasetPreview(Files files, BaseModels bases, ServedBase base, WorkerConfig config)
      throws IOException {
    this.files = files;
    this.bases = bases;
    this.base = base;
    artifacts = new FolderArtifactStore(config.data().resolve("artifacts"));
  }

  /** What jobs on this base use that name no length. */
  int usualLength() {
    return bases
        .find(base.name())
        .map(known -> known.defaultMaxLength)
        .orElseGet(() -> base.model().config().trainingDefaults().maxLength());
  }

  /** The longest rows that the base takes. */
  int maxPositions() {
    return base.model().config().maxPositions();
  }

  /**
   * A page of rows; it ends early where they are large.
   *
   * @throws ApiException if there is no such file
   */
  Page<PreviewRow> rows(TenantId tenant, String file, PreviewQuery query) throws IOException {
    RowTokens tokens = new RowTokens(base.encoder(), query.maxLength());
    List<PreviewRow> rows = new ArrayList<>();
    try (InputStream in = open(tenant, file)) {
      boolean more =
          DatasetRows.read(
              in,
              query.after(),
              query.limit(),
              PAGE_BYTES,
              (line, row) -> rows.add(preview(tokens, line, row)));
      return Page.of(rows, more, row -> Long.toString(row.line()));
    }
  }

  private PreviewRow preview(RowTokens tokens, long line, TrainingRow row) {
    String prompt = "";
    int promptTokens = 0;
    try {
      prompt = tokens.prompt(row);
      Example whole = tokens.whole(row);
      promptTokens = whole.prompt().length;
      RowTokens.Fitted fitted = tokens.fit(whole);
      int[] response = fitted.example().response();
      return new PreviewRow(
          PreviewRow.OBJECT,
          line,
          prompt,
          base.encoder().tokenizer().decode(response, false),
          promptTokens,
          response.length,
          fitted.cut(),
          IntStream.concat(IntStream.of(whole.prompt()), IntStream.of(response)).boxed().toList(),
          List.of());
    } catch (InvalidInputException e) {
      return new PreviewRow(
          PreviewRow.OBJECT,
          line,
          prompt,
          row.response(),
          promptTokens,
          0,
          0,
          List.of(),
          e.problems());
    }
  }

  /**
   * Measures the rows of a file, or its first ones if it is large.
   *
   * @throws ApiException if there is no such file, or another one is being measured
   */
  DatasetLengths lengths(TenantId tenant, String file, PreviewQuery query) throws IOException {
    try (InputStream in = open(tenant, file)) {
      if (!measuring.tryAcquire()) {
        throw ApiException.overloaded(
            "Another file is being measured; ask again.", "overloaded", SOON);
      }
      try {
        return measure(in, new RowTokens(base.encoder(), query.maxLength()));
      } finally {
        measuring.release();
      }
    }
  }

  private DatasetLengths measure(InputStream in, RowTokens tokens) throws IOException {
    DatasetLengths.Counts counts = new DatasetLengths.Counts();
    boolean more =
        DatasetRows.read(
            in, 0, MEASURED_ROWS, MEASURED_BYTES, (line, row) -> count(tokens, row, counts));
    return counts.report(base.name(), tokens.maxLength(), !more);
  }

  private static void count(RowTokens tokens, TrainingRow row, DatasetLengths.Counts counts) {
    try {
      RowTokens.Fitted fitted = tokens.fit(tokens.whole(row));
      Example example = fitted.example();
      counts.add(example.prompt().length, example.response().length, fitted.cut());
    } catch (InvalidInputException _) {
      counts.refused();
    }
  }

  private InputStream open(TenantId tenant, String file) throws IOException {
    ContentHash content =
        files.trainedContent(tenant, file).orElseThrow(() -> DatasetPreview.notFound(file));
    try {
      return artifacts.open(content);
    } catch (NoSuchFileException _) {
      throw notFound(file); // it was deleted meanwhile
    }
  }

  private static ApiException notFound(String file) {
    return ApiException.notFound("No such file: " + file, "file_id", "file_not_found");
  }
}
