package io.milora.trainingworker;

import io.milora.adapters.BaseHashes;
import io.milora.artifacts.ArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.model.ContentHash;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.Contents;
import io.milora.persistence.JobResults;
import io.milora.persistence.Lease;
import io.milora.persistence.PublishedAdapter;
import io.milora.persistence.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a trained adapter a version that can be served. */
@ApplicationScoped
class AdapterPublisher {
  private final AdapterStore adapters;
  private final ArtifactStore artifacts;
  private final StepMetricsFile metrics;
  private final TenantTransactions transactions;
  private final Contents contents;
  private final AdapterVersions versions;

  AdapterPublisher(
      AdapterStore adapters,
      ArtifactStore artifacts,
      StepMetricsFile metrics,
      TenantTransactions transactions,
      Contents contents,
      AdapterVersions versions) {
    this.adapters = adapters;
    this.artifacts = artifacts;
    this.metrics = metrics;
    this.transactions = transactions;
    this.contents = contents;
    this.versions = versions;
  }

  /**
   * Writes the adapter's files and the metrics, and ends the job with them. Equal bytes may be
   * removed by others until they are registered here; then they are put again.
   *
   * @throws io.milora.persistence.LeaseLostException if the lease does not hold; then nothing was
   *     published
   */
  AdapterVersionEntity publish(Lease lease, LoadedBase base, Adapter adapter, Evaluated evaluated)
      throws IOException {
    byte[] csv = metrics.csv(lease);
    Optional<AdapterVersionEntity> version = Optional.empty();
    while (version.isEmpty()) {
      PublishedAdapter result =
          result(
              base,
              adapters.put(adapter, base, evaluated.golden()),
              evaluated,
              new JobResults(artifacts.put(new ByteArrayInputStream(csv)), csv.length));
      version = transactions.call(lease.tenant(), () -> publishIfKept(lease, result));
    }
    return version.get();
  }

  private Optional<AdapterVersionEntity> publishIfKept(Lease lease, PublishedAdapter result) {
    // In one order, so that two who lock the same do not wait for each other.
    List<ContentHash> hashes =
        Stream.of(result.content(), result.results().content())
            .sorted(Comparator.comparing(ContentHash::hex))
            .toList();
    hashes.forEach(hash -> contents.lock(lease.tenant(), hash));
    return hashes.stream().allMatch(this::isKept)
        ? Optional.of(versions.publish(lease, result))
        : Optional.empty();
  }

  private boolean isKept(ContentHash hash) {
    try {
      return artifacts.contains(hash);
    } catch (IOException e) {
      throw new UncheckedIOException("The artifact store cannot be read", e);
    }
  }

  private static PublishedAdapter result(
      LoadedBase base, ContentHash content, Evaluated evaluated, JobResults results) {
    BaseHashes hashes = base.model().hashes();
    return new PublishedAdapter(
        content,
        hashes.base(),
        required(hashes.tokenizer()),
        required(hashes.chatTemplate()),
        evaluated.report(),
        evaluated.worst(),
        results);
  }

  /** Rows could be encoded, so the base has both. */
  private static ContentHash required(@Nullable ContentHash hash) {
    if (hash == null) {
      throw new IllegalStateException("A base without tokenizer or chat template was trained on");
    }
    return hash;
  }
}
