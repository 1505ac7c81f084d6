package io.milora.trainingworker;

import io.milora.artifacts.ArtifactStore;
import io.milora.model.ContentHash;
import java.io.IOException;
import java.io.InputStream;

/** A store with room for a few more artifacts. */
final class FullStore implements ArtifactStore {
  private final ArtifactStore store;
  private int room;

  FullStore(ArtifactStore store, int room) {
    this.store = store;
    this.room = room;
  }

  @Override
  public ContentHash put(InputStream content) throws IOException {
    if (room-- <= 0) {
      throw new IOException("No space left on device");
    }
    return store.put(content);
  }

  @Override
  public InputStream open(ContentHash hash) throws IOException {
    return store.open(hash);
  }

  @Override
  public boolean contains(ContentHash hash) throws IOException {
    return store.contains(hash);
  }

  @Override
  public long size(ContentHash hash) throws IOException {
    return store.size(hash);
  }

  @Override
  public void delete(ContentHash hash) throws IOException {
    store.delete(hash);
  }
}
