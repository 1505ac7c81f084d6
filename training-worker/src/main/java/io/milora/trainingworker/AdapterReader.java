package io.milora.trainingworker;

import io.milora.artifacts.ArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterArchive;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.base.BaseModel;
import io.milora.model.ContentHash;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads published adapters back from the artifact store. Thread-safe. */
@ApplicationScoped
class AdapterReader {
  private final ArtifactStore artifacts;

  AdapterReader(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * The adapter with this content.
   *
   * @throws io.milora.model.InvalidInputException if it is broken or was trained on another base
   * @throws IOException if it is not in the store, or damaged
   */
  Adapter read(ContentHash content, BaseModel base) throws IOException {
    Path work = Files.createTempDirectory("milora-adapter-");
    try (InputStream archive = artifacts.open(content)) {
      Path folder = work.resolve("adapter");
      AdapterArchive.unpack(archive, folder);
      archive.transferTo(OutputStream.nullOutputStream()); // the store checks the hash at the end
      AdapterFolder.metadata(folder).requireTrainedOn(base.hashes());
      return AdapterFolder.read(folder, base.config());
    } finally {
      Folders.delete(work);
    }
  }
}
