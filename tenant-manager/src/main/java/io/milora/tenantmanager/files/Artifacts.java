package io.milora.tenantmanager.files;

import io.milora.artifacts.ArtifactStore;
import io.milora.artifacts.FolderArtifactStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where the bytes are. */
class Artifacts {
  @Produces
  @Singleton
  ArtifactStore store(@ConfigProperty(name = "milora.data") Path data) throws IOException {
    return new FolderArtifactStore(data.resolve("artifacts"));
  }
}
