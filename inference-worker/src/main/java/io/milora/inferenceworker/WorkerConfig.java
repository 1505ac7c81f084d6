package io.milora.inferenceworker;

import io.milora.model.ComputeDevice;
import io.milora.model.ContentHash;
import io.milora.model.Precision;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator sets. */
@ConfigMapping(prefix = "milora")
public interface WorkerConfig {
  /** The platform's folder: {@code artifacts/}, {@code models/NAME/} and {@code cache/}. */
  Path data();

  /** Name of the base model to serve, and of its folder below {@code models/}. */
  String baseModel();

  /** Where the base model is computed; {@code cuda} takes a PyTorch for GPUs, and float32. */
  @WithDefault("cpu")
  ComputeDevice device();

  /** In what linear modules are computed. */
  @WithDefault("int8")
  Precision precision();

  /** Requests that are decoded together, 1 or more. */
  @WithDefault("8")
  @Min(1)
  int slots();

  /** Tokens of prompt and answer together, 2 or more; the base model may allow fewer. */
  @WithDefault("2048")
  @Min(2)
  int context();

  /** Threads that compute, 1 or more; without it, as many as there are processors. */
  Optional<@Min(1) Integer> threads();

  /** Requests that may wait for a slot, 1 or more. */
  @WithDefault("256")
  @Min(1)
  int maxWaiting();

  /** Requests of one tenant that may wait for a slot, 1 or more. */
  @WithDefault("64")
  @Min(1)
  int maxWaitingPerTenant();

  /** Tenants' shares by their ids, above 0; 1 for those not named. */
  Map<String, Double> tenantWeights();

  /** Tokens of all running requests together; without it, as many as the slots hold. */
  Optional<@Min(1) Long> kvTokens();

  /** Tokens of prompts read for each decode step while answers are running, 1 or more. */
  @WithDefault("256")
  @Min(1)
  int prefillTokensPerStep();

  /** When an answer is cut off, at the latest; a request may ask for less. */
  @WithDefault("10m")
  Duration requestTimeout();

  /** What adapters take in memory, all together. */
  @WithDefault("1G")
  MemorySize adapterMemory();

  /** How long an adapter waits for room in memory before busy ones have to make it. */
  @WithDefault("2s")
  Duration adapterPatience();

  /** Content hashes of adapters that are in memory from the start, and stay there. */
  Optional<List<ContentHash>> pinnedAdapters();

  /**
   * How often adapters that are gone from the artifact store leave this server's disk and memory.
   */
  @WithDefault("30s")
  Duration orphanInterval();

  /** How long running answers may go on when the program ends. */
  @WithDefault("10s")
  Duration drain();

  /** How often what was served is written to the database; a killed worker loses that much. */
  @WithDefault("20s")
  Duration ledgerInterval();

  /** Where the control plane is; without it, its paths are unknown here. */
  @WithName("control-plane.url")
  Optional<URI> controlPlaneUrl();
}
