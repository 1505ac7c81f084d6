package io.milora.tenantmanager.aliases;

import io.milora.adapters.AdapterArchive;
import io.milora.adapters.BaseHashes;
import io.milora.artifacts.ArtifactStore;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.CheckpointBase;
import io.milora.persistence.CheckpointEntity;
import io.milora.persistence.Checkpoints;
import io.milora.persistence.Contents;
import io.milora.persistence.NamedModels;
import io.milora.persistence.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Optional;

/**
 * Models that aliases can stand for. A checkpoint becomes a version when somebody wants to point an
 * alias at it, and stays one, whatever the alias's rule says then: it has to be measured as such.
 */
@ApplicationScoped
class Candidates {
  private final TenantTransactions transactions;
  private final AdapterVersions versions;
  private final Checkpoints checkpoints;
  private final Contents contents;
  private final ArtifactStore artifacts;

  Candidates(
      TenantTransactions transactions,
      AdapterVersions versions,
      Checkpoints checkpoints,
      Contents contents,
      ArtifactStore artifacts) {
    this.transactions = transactions;
    this.versions = versions;
    this.checkpoints = checkpoints;
    this.contents = contents;
    this.artifacts = artifacts;
  }

  /**
   * The version with this name.
   *
   * @throws InvalidInputException if the tenant has no such version, and no such checkpoint either
   */
  AdapterVersionEntity require(TenantId tenant, String model) {
    return versions
        .findByModelName(tenant, model)
        .or(() -> ofCheckpoint(tenant, model))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    new Problem("model", "model_not_found", NamedModels.missing(model))));
  }

  private Optional<AdapterVersionEntity> ofCheckpoint(TenantId tenant, String model) {
    return checkpoints
        .findByModelName(tenant, model)
        .map(found -> new ContentHash(Objects.requireNonNull(found.adapterHash)))
        .flatMap(adapter -> base(adapter).flatMap(base -> publish(tenant, model, adapter, base)));
  }

  /** Empty if the archive has just been removed. */
  private Optional<CheckpointBase> base(ContentHash adapter) {
    try (InputStream archive = artifacts.open(adapter)) {
      BaseHashes hashes = AdapterArchive.hashes(archive);
      return Optional.of(
          new CheckpointBase(
              hashes.base(),
              Objects.requireNonNull(hashes.tokenizer(), "Text was trained with a tokenizer"),
              Objects.requireNonNull(hashes.chatTemplate(), "Rows were rendered by a template")));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("A checkpoint cannot be read", e);
    }
  }

  /** Others may have published or removed it until its bytes are held. */
  private Optional<AdapterVersionEntity> publish(
      TenantId tenant, String model, ContentHash adapter, CheckpointBase base) {
    return transactions.call(
        tenant,
        () -> {
          contents.lock(tenant, adapter);
          Optional<AdapterVersionEntity> published = versions.findByModelName(tenant, model);
          if (published.isPresent()) {
            return published;
          }
          Optional<CheckpointEntity> kept = checkpoints.findByModelName(tenant, model);
          return kept.map(checkpoint -> versions.publish(tenant, checkpoint, base));
        });
  }
}
