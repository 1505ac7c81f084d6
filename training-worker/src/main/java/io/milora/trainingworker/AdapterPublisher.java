package io.milora.trainingworker;

import io.milora.adapters.BaseHashes;
import io.milora.engine.adapter.Adapter;
import io.milora.model.ContentHash;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.Lease;
import io.milora.persistence.PublishedAdapter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes a trained adapter a version that can be served. */
@ApplicationScoped
class AdapterPublisher {
  private final AdapterStore adapters;
  private final AdapterVersions versions;

  AdapterPublisher(AdapterStore adapters, AdapterVersions versions) {
    this.adapters = adapters;
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
    ContentHash content = adapters.put(adapter, base, evaluated.golden());
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

  /** Rows could be encoded, so the base has both. */
  private static ContentHash required(@Nullable ContentHash hash) {
    if (hash == null) {
      throw new IllegalStateException("A base without tokenizer or chat template was trained on");
    }
    return hash;
  }
}
