package io.milora.cli.engine;

import io.milora.cli.CacheFolder;
import io.milora.engine.ServingEngines;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.serve.ServingEngine;
import io.milora.model.InvalidInputException;
import io.milora.model.Precision;
import io.milora.model.Problem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model is served, and how. */
final class EngineOptions {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "Base model: a Hugging Face folder, a .gguf file, or a folder with one.")
  private Path model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "Adapter folder; without one the base model runs as it is.")
  private @Nullable Path adapter;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      description = "What linear modules compute in: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Precision precision;

  @Option(names = "--threads", description = "Threads that compute (all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  BaseModel openBase() {
    return BaseModel.open(model);
  }

  /** The adapter's folder, null for the base model alone. */
  @Nullable Path adapterFolder() {
    return adapter;
  }

  Adapter readAdapter(BaseModel base) {
    return adapter == null ? BareBase.INSTANCE : AdapterFolder.read(adapter, base.config());
  }

  /**
   * The engine that the inference worker serves with.
   *
   * @param capacity tokens of a sequence
   */
  ServingEngine serve(BaseModel base, int slots, int capacity) {
    int positions = base.config().maxPositions();
    if (capacity > positions) {
      throw new InvalidInputException(
          new Problem(
              "prompt",
              "context_length_exceeded",
              "Prompt and new tokens are %d together; this base model's context holds %d."
                  .formatted(capacity, positions)));
    }
    OnnxOptions options =
        new OnnxOptions(CacheFolder.graphs(), slots, capacity, precision, threads);
    return ServingEngines.open(base, options);
  }
}
