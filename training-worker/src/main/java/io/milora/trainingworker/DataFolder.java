package io.milora.trainingworker;

import io.milora.artifacts.ArtifactStore;
import io.milora.artifacts.FolderArtifactStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where things are on the disk that all programs share. */
@ApplicationScoped
class DataFolder {
  private final Path root;

  DataFolder(@ConfigProperty(name = "milora.data") Path root) {
    this.root = root;
  }

  /** Base models, one folder each. */
  Path models() {
    return root.resolve("models");
  }

  /** Graphs written for serving. */
  Path cache() {
    return root.resolve("cache");
  }

  @Produces
  @Singleton
  ArtifactStore artifacts() {
    try {
      return new FolderArtifactStore(root.resolve("artifacts"));
    } catch (IOException e) {
      throw new UncheckedIOException("The artifact store cannot be opened", e);
    }
  }
}
