package io.milora.trainingworker;

import io.milora.artifacts.ArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.CheckpointFile;
import io.milora.model.ContentHash;
import io.milora.persistence.CheckpointEntity;
import io.milora.persistence.Checkpoints;
import io.milora.persistence.KeptCheckpoint;
import io.milora.persistence.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the states of runs in the artifact store, and finds the one to go on from. */
@ApplicationScoped
class CheckpointStore {
  private final ArtifactStore artifacts;
  private final Checkpoints checkpoints;
  private final AdapterStore adapters;
  private final CheckpointBudget budget;

  CheckpointStore(
      ArtifactStore artifacts,
      Checkpoints checkpoints,
      AdapterStore adapters,
      TrainingConfig config) {
    this.artifacts = artifacts;
    this.checkpoints = checkpoints;
    this.adapters = adapters;
    budget =
        new CheckpointBudget(config.checkpointBudget().asLongValue(), config.checkpointsKept());
  }

  /**
   * Keeps a state and the adapter that it is, and deletes old ones that are beyond the budget. If
   * there is no space for it, the earlier ones stay as they are.
   *
   * @param metrics a JSON object
   * @throws io.milora.persistence.LeaseLostException if the lease does not hold
   */
  void save(
      Lease lease,
      Stage stage,
      Checkpoint checkpoint,
      Adapter adapter,
      LoadedBase base,
      String metrics)
      throws IOException {
    Path file = Files.createTempFile("milora-checkpoint-", ".safetensors");
    try {
      CheckpointFile.write(file, checkpoint);
      ContentHash hash = put(file);
      int step = stage.stepsBefore() + checkpoint.step();
      ContentHash model = adapters.put(adapter, base, lease.jobId() + " step " + step);
      long bytes = Files.size(file) + artifacts.size(model);
      checkpoints.add(lease, new KeptCheckpoint(stage.name(), step, hash, model, bytes, metrics));
      if (!artifacts.contains(hash)) {
        // Another job had kept the same bytes until just before this one registered them.
        put(file);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    keepToBudget(lease);
  }

  private ContentHash put(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return artifacts.put(in);
    }
  }

  private void keepToBudget(Lease lease) {
    List<CheckpointEntity> newestFirst =
        checkpoints.list(lease.tenant(), lease.jobId(), null, Integer.MAX_VALUE);
    for (CheckpointEntity old : budget.surplus(newestFirst)) {
      checkpoints.remove(lease, old, this::delete);
    }
  }

  private void delete(ContentHash content) {
    try {
      artifacts.delete(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The newest state of a job, or null if it has none of this stage. */
  @Nullable Checkpoint newest(Lease lease, Stage stage) throws IOException {
    Optional<CheckpointEntity> newest =
        checkpoints
            .newest(lease.tenant(), lease.jobId())
            .filter(found -> found.stage.equals(stage.name()));
    if (newest.isEmpty()) {
      return null;
    }
    Path file = Files.createTempFile("milora-checkpoint-", ".safetensors");
    try {
      try (InputStream in = artifacts.open(new ContentHash(newest.get().contentHash))) {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return CheckpointFile.read(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
