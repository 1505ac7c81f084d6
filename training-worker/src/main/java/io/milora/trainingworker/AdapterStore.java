package io.milora.trainingworker;

import io.milora.adapters.AdapterArchive;
import io.milora.adapters.AdapterFiles;
import io.milora.adapters.AdapterMetadata;
import io.milora.artifacts.ArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.adapter.MoaAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.evaluate.GoldenOutputs;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Mixture;
import io.milora.model.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Adapters as archives in the artifact store. */
@ApplicationScoped
class AdapterStore {
  private final ArtifactStore artifacts;

  AdapterStore(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /** Keeps an adapter that is a step on the way to another one. */
  ContentHash put(Adapter adapter, LoadedBase base) throws IOException {
    return put(adapter, base, null, "");
  }

  /** Keeps an adapter with what it said where it was published. */
  ContentHash put(Adapter adapter, LoadedBase base, GoldenOutputs golden) throws IOException {
    return put(adapter, base, golden, "");
  }

  /**
   * Keeps the adapter of a checkpoint, which can be deleted with it: nobody else's has its bytes.
   *
   * @param checkpoint what makes it different from all other ones
   */
  ContentHash put(Adapter adapter, LoadedBase base, String checkpoint) throws IOException {
    return put(adapter, base, null, checkpoint);
  }

  private ContentHash put(
      Adapter adapter, LoadedBase base, @Nullable GoldenOutputs golden, String comment)
      throws IOException {
    Path work = Files.createTempDirectory("milora-adapter-");
    Path folder = work.resolve("adapter");
    Path archive = work.resolve("adapter.zip");
    try {
      AdapterFolder.write(folder, adapter, new AdapterMetadata(base.name(), base.model().hashes()));
      if (golden != null) {
        golden.write(folder);
      }
      try (OutputStream out = Files.newOutputStream(archive)) {
        AdapterArchive.pack(folder, out, comment);
      }
      try (InputStream in = Files.newInputStream(archive)) {
        return artifacts.put(in);
      }
    } finally {
      Folders.delete(work);
    }
  }

  /**
   * A domain's expert that was trained before.
   *
   * @throws InvalidInputException if it is broken, or was trained on another base
   */
  LoraAdapter get(Mixture.Expert expert, BaseModel base) throws IOException {
    Adapter adapter = get(new ContentHash(expert.contentHash()), base);
    return switch (adapter) {
      case LoraAdapter lora when expert.domain() == null -> lora;
      case MoaAdapter mixture when mixture.settings().domains().contains(expert.domain()) ->
          mixture.experts().get(mixture.settings().domains().indexOf(expert.domain()));
      default ->
          throw new InvalidInputException(
              new Problem(
                  "method.moa.domains",
                  "unsupported_adapter",
                  "%s is not, or does not hold, the LoRA of a domain.".formatted(expert.model())));
    };
  }

  /**
   * An adapter that was kept here.
   *
   * @throws InvalidInputException if it is broken or was trained on another base
   * @throws IOException if it is not in the store, or damaged
   */
  Adapter get(ContentHash content, BaseModel base) throws IOException {
    Path work = Files.createTempDirectory("milora-expert-");
    Path folder = work.resolve("adapter");
    try {
      try (InputStream archive = artifacts.open(content)) {
        AdapterArchive.unpack(archive, folder);
        archive.transferTo(OutputStream.nullOutputStream()); // the hash is checked at the end
      }
      AdapterFiles.metadata(folder).requireTrainedOn(base.hashes());
      return AdapterFolder.read(folder, base.config());
    } finally {
      Folders.delete(work);
    }
  }
}
