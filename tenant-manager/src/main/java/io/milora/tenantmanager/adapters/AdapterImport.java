package io.milora.tenantmanager.adapters;

import io.milora.adapters.AdapterBase;
import io.milora.adapters.BaseHashes;
import io.milora.adapters.ForeignAdapter;
import io.milora.artifacts.ArtifactStore;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.BaseShape;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.json.MiloraJson;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.BaseModelEntity;
import io.milora.persistence.BaseModels;
import io.milora.persistence.Contents;
import io.milora.persistence.ImportedAdapter;
import io.milora.persistence.QuotaExceededException;
import io.milora.persistence.Quotas;
import io.milora.persistence.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Takes in adapters that were trained elsewhere. What is kept is packed anew from the files that an
 * adapter may have; no weight is read here, only what the files say of themselves.
 */
@ApplicationScoped
class AdapterImport {
  private final BaseModels bases;
  private final AdapterVersions versions;
  private final TenantTransactions transactions;
  private final Contents contents;
  private final Quotas quotas;
  private final ArtifactStore artifacts;
  private final Path uploads;
  private final long maxBytes;

  AdapterImport(
      BaseModels bases,
      AdapterVersions versions,
      TenantTransactions transactions,
      Contents contents,
      Quotas quotas,
      ArtifactStore artifacts,
      @ConfigProperty(name = "milora.data") Path data,
      @ConfigProperty(name = "milora.adapters.max-bytes") long maxBytes) {
    this.bases = bases;
    this.versions = versions;
    this.transactions = transactions;
    this.contents = contents;
    this.quotas = quotas;
    this.artifacts = artifacts;
    this.uploads = data.resolve("uploads");
    this.maxBytes = maxBytes;
  }

  /**
   * Judges an adapter and publishes it.
   *
   * @param last called in the transaction that publishes it
   * @throws InvalidInputException with everything that is wrong with it; then nothing is kept
   * @throws QuotaExceededException if the tenant has no room for it
   */
  AdapterVersionEntity take(TenantId tenant, NewAdapter sent, Consumer<AdapterVersionEntity> last)
      throws IOException {
    BaseModelEntity base = base(sent.baseModel());
    Path work =
        Files.createTempDirectory(Files.createDirectories(uploads), "adapter-" + tenant.value());
    try {
      ForeignAdapter adapter =
          ForeignAdapter.read(sent.archive().getInputStream(), work, fitting(base), maxBytes);
      return publish(tenant, base, sent.suffix(), adapter, last);
    } finally {
      delete(work);
    }
  }

  private BaseModelEntity base(String name) {
    BaseModelEntity base = bases.find(name).orElse(null);
    if (base == null || base.tokenizerSha256 == null || base.chatTemplateSha256 == null) {
      throw new InvalidInputException(
          new Problem(
              "model",
              "model_not_found",
              "There is no base model '%s' that adapters are served on; there are %s."
                  .formatted(name, bases.list().stream().map(found -> found.name).toList())));
    }
    return base;
  }

  private static AdapterBase fitting(BaseModelEntity base) throws IOException {
    if (base.shape == null) {
      throw new ApiException(
          ErrorKind.UNAVAILABLE,
          "What shape %s has is not known yet: a training worker says so when it starts."
              .formatted(base.name),
          "model",
          "base_not_ready");
    }
    return new AdapterBase(
        base.name,
        MiloraJson.mapper().readValue(base.shape, BaseShape.class),
        new BaseHashes(
            new ContentHash(base.baseSha256),
            new ContentHash(String.valueOf(base.tokenizerSha256)),
            new ContentHash(String.valueOf(base.chatTemplateSha256))));
  }

  /** Equal bytes may be removed by others until they are registered; then they are put again. */
  private AdapterVersionEntity publish(
      TenantId tenant,
      BaseModelEntity base,
      @Nullable String suffix,
      ForeignAdapter adapter,
      Consumer<AdapterVersionEntity> last)
      throws IOException {
    long bytes = Files.size(adapter.archive());
    quotas.requireStorage(tenant, bytes);
    Optional<AdapterVersionEntity> published = Optional.empty();
    while (published.isEmpty()) {
      ContentHash content = put(adapter.archive());
      ImportedAdapter imported =
          new ImportedAdapter(base, suffix, adapter.method(), content, bytes, adapter.sent());
      try {
        published = transactions.call(tenant, () -> register(tenant, imported, last));
      } catch (QuotaExceededException e) {
        contents.removeUnused(tenant, content, () -> remove(content));
        throw e;
      }
    }
    return published.get();
  }

  private Optional<AdapterVersionEntity> register(
      TenantId tenant, ImportedAdapter imported, Consumer<AdapterVersionEntity> last) {
    contents.lock(tenant, imported.content());
    if (!isKept(imported.content())) {
      return Optional.empty();
    }
    quotas.requireStorage(tenant, imported.bytes());
    AdapterVersionEntity version = versions.register(tenant, imported);
    last.accept(version);
    return Optional.of(version);
  }

  private ContentHash put(Path archive) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      return artifacts.put(in);
    }
  }

  private boolean isKept(ContentHash content) {
    try {
      return artifacts.contains(content);
    } catch (IOException e) {
      throw new UncheckedIOException("The artifact store cannot be read", e);
    }
  }

  private void remove(ContentHash content) {
    try {
      artifacts.delete(content);
    } catch (IOException e) {
      throw new UncheckedIOException("The bytes of an adapter cannot be removed", e);
    }
  }

  private static void delete(Path work) throws IOException {
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
