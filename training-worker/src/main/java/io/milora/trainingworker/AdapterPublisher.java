package io.milora.trainingworker;

import io.milora.artifacts.ArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterArchive;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.adapter.AdapterMetadata;
import io.milora.engine.base.BaseHashes;
import io.milora.engine.evaluate.GoldenOutputs;
import io.milora.model.ContentHash;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.Lease;
import io.milora.persistence.PublishedAdapter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes a trained adapter a version that can be served. */
@ApplicationScoped
class AdapterPublisher {
  private final ArtifactStore artifacts;
  private final AdapterVersions versions;

  AdapterPublisher(ArtifactStore artifacts, AdapterVersions versions) {
    this.artifacts = artifacts;
    this.versions = versions;
  }

  /**
   * Writes the adapter's files and ends the job with them.
   *
   * @throws io.milora.persistence.LeaseLostException if the lease does not hold; then nothing was
   *     published
   */
  AdapterVersionEntity publish(Lease lease, LoadedBase base, Adapter adapter, Evaluated evaluated)
      throws IOException {
    BaseHashes hashes = base.model().hashes();
    ContentHash content =
        store(adapter, new AdapterMetadata(base.name(), hashes), evaluated.golden());
    return versions.publish(
        lease,
        new PublishedAdapter(
            content,
            hashes.base(),
            required(hashes.tokenizer()),
            required(hashes.chatTemplate()),
            evaluated.report(),
            evaluated.worst()));
  }

  private ContentHash store(Adapter adapter, AdapterMetadata metadata, GoldenOutputs golden)
      throws IOException {
    Path work = Files.createTempDirectory("milora-adapter-");
    Path folder = work.resolve("adapter");
    Path archive = work.resolve("adapter.zip");
    try {
      AdapterFolder.write(folder, adapter, metadata);
      golden.write(folder);
      try (OutputStream out = Files.newOutputStream(archive)) {
        AdapterArchive.pack(folder, out);
      }
      try (InputStream in = Files.newInputStream(archive)) {
        return artifacts.put(in);
      }
    } finally {
      Folders.delete(work);
    }
  }

  /** Rows could be encoded, so the base has both. */
  private static ContentHash required(@Nullable ContentHash hash) {
    if (hash == null) {
      throw new IllegalStateException("A base without tokenizer or chat template was trained on");
    }
    return hash;
  }
}
