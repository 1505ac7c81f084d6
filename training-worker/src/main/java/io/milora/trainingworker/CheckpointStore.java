package io.milora.trainingworker;

import io.milora.artifacts.ArtifactStore;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.CheckpointFile;
import io.milora.model.ContentHash;
import io.milora.persistence.CheckpointEntity;
import io.milora.persistence.Checkpoints;
import io.milora.persistence.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the states of runs in the artifact store, and finds the one to go on from. */
@ApplicationScoped
class CheckpointStore {
  private final ArtifactStore artifacts;
  private final Checkpoints checkpoints;

  CheckpointStore(ArtifactStore artifacts, Checkpoints checkpoints) {
    this.artifacts = artifacts;
    this.checkpoints = checkpoints;
  }

  /**
   * Keeps a state.
   *
   * @param metrics a JSON object
   * @throws io.milora.persistence.LeaseLostException if the lease does not hold
   */
  void save(Lease lease, Stage stage, Checkpoint checkpoint, String metrics) throws IOException {
    Path file = Files.createTempFile("milora-checkpoint-", ".safetensors");
    try {
      CheckpointFile.write(file, checkpoint);
      ContentHash hash;
      try (InputStream in = Files.newInputStream(file)) {
        hash = artifacts.put(in);
      }
      int step = stage.stepsBefore() + checkpoint.step();
      checkpoints.add(lease, stage.name(), step, hash, metrics);
    } finally {
      Files.deleteIfExists(file);
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
