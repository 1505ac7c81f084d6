package io.milora.tenantmanager.adapters;

import io.milora.artifacts.ArtifactStore;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.TenantId;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import io.milora.persistence.AdapterInUseException;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.AliasEntity;
import io.milora.persistence.Aliases;
import io.milora.persistence.Contents;
import io.milora.persistence.Evaluations;
import io.milora.persistence.Jobs;
import io.milora.persistence.TenantTransactions;
import io.milora.tenantmanager.http.Idempotency;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** The adapter versions of tenants. */
@ApplicationScoped
class AdapterService {
  private final TenantTransactions transactions;
  private final AdapterVersions versions;
  private final Aliases aliases;
  private final Jobs jobs;
  private final Evaluations evaluations;
  private final Contents contents;
  private final ArtifactStore artifacts;
  private final ModelCards cards;
  private final AdapterImport imports;
  private final Idempotency idempotency;

  AdapterService(
      TenantTransactions transactions,
      AdapterVersions versions,
      Aliases aliases,
      Jobs jobs,
      Evaluations evaluations,
      Contents contents,
      ArtifactStore artifacts,
      ModelCards cards,
      AdapterImport imports,
      Idempotency idempotency) {
    this.transactions = transactions;
    this.versions = versions;
    this.aliases = aliases;
    this.jobs = jobs;
    this.evaluations = evaluations;
    this.contents = contents;
    this.artifacts = artifacts;
    this.cards = cards;
    this.imports = imports;
    this.idempotency = idempotency;
  }

  /**
   * Publishes an adapter that was trained elsewhere, once if the client names the request.
   *
   * @param key the client's name of the request, or null
   * @throws InvalidInputException with everything that is wrong with it; then nothing is kept
   */
  Response take(TenantId tenant, @Nullable String key, MultipartFormDataInput form)
      throws IOException {
    NewAdapter sent = NewAdapter.of(form);
    return idempotency.once(
        tenant,
        "POST /v1/adapters",
        key,
        sent.archive(),
        List.of(sent.baseModel(), String.valueOf(sent.suffix())),
        last ->
            AdapterView.of(
                imports.take(
                    tenant, sent, version -> last.accept(AdapterView.of(version, List.of()))),
                List.of()));
  }

  Page<AdapterView> list(TenantId tenant, PageQuery page) {
    List<AdapterView> found =
        transactions.call(
            tenant,
            () -> {
              List<AliasEntity> names = aliases.list(tenant);
              return versions.list(tenant, page.after(), page.limit() + 1).stream()
                  .map(version -> AdapterView.of(version, standingFor(names, version)))
                  .toList();
            });
    return Page.cut(found, page.limit(), AdapterView::id);
  }

  /**
   * One version.
   *
   * @param id of it, or the name of its model
   * @throws ApiException if there is none
   */
  AdapterView get(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () -> {
          AdapterVersionEntity version = find(tenant, id);
          return AdapterView.of(version, standingFor(aliases.list(tenant), version));
        });
  }

  private static List<String> standingFor(List<AliasEntity> names, AdapterVersionEntity version) {
    return names.stream()
        .filter(
            alias ->
                version.id.equals(alias.adapterVersionId)
                    || version.id.equals(alias.canaryVersionId))
        .map(alias -> alias.name)
        .toList();
  }

  /** Its folder, as it was published: of a plain LoRA one that PEFT reads. */
  AdapterArchiveStream archive(TenantId tenant, String id) throws IOException {
    AdapterVersionEntity version = find(tenant, id);
    ContentHash content = new ContentHash(version.contentHash);
    try {
      return new AdapterArchiveStream(
          version.modelName.replace(':', '-') + ".zip",
          artifacts.size(content),
          artifacts.open(content));
    } catch (NoSuchFileException _) {
      throw ApiException.notFound(
          "The bytes of %s are not there any more.".formatted(version.modelName),
          "adapter_id",
          "adapter_not_found");
    }
  }

  /** What it is, where it came from and how good it is, as Markdown. */
  String card(TenantId tenant, String id) {
    return transactions.call(
        tenant,
        () -> {
          AdapterVersionEntity version = find(tenant, id);
          return cards.of(
              version,
              Optional.ofNullable(version.jobId).flatMap(job -> jobs.find(tenant, job)),
              evaluations.succeededOf(tenant, version.id, null));
        });
  }

  /**
   * Forgets a version with its evaluations, and its bytes unless something else needs them. The job
   * that trained it stays.
   *
   * @throws ApiException if there is none, an alias stands for it, or it is being evaluated
   */
  Deleted delete(TenantId tenant, String id) {
    AdapterVersionEntity version = find(tenant, id);
    ContentHash content = new ContentHash(version.contentHash);
    try {
      transactions.run(
          tenant,
          () -> {
            contents.lock(tenant, content);
            requireUnused(tenant, version);
            versions.delete(tenant, version.id);
          });
    } catch (AdapterInUseException e) {
      throw inUse(version, List.of("an alias that has just been moved"));
    }
    contents.removeUnused(tenant, content, () -> remove(content));
    return new Deleted(version.id, "adapter", true);
  }

  private void requireUnused(TenantId tenant, AdapterVersionEntity version) {
    List<String> users = new ArrayList<>();
    standingFor(aliases.list(tenant), version).forEach(name -> users.add("alias " + name));
    evaluations.unfinishedOf(tenant, version.id).forEach(running -> users.add(running.id));
    if (!users.isEmpty()) {
      throw inUse(version, users);
    }
  }

  private static ApiException inUse(AdapterVersionEntity version, List<String> users) {
    return new ApiException(
        ErrorKind.CONFLICT,
        "%s is used by %s; move or delete the aliases, and await evaluations, first."
            .formatted(version.modelName, users),
        "adapter_id",
        "adapter_in_use");
  }

  private void remove(ContentHash content) {
    try {
      artifacts.delete(content);
    } catch (IOException e) {
      throw new UncheckedIOException("The bytes of an adapter cannot be removed", e);
    }
  }

  private AdapterVersionEntity find(TenantId tenant, String id) {
    return versions
        .find(tenant, id)
        .or(() -> versions.findByModelName(tenant, id))
        .orElseThrow(
            () ->
                ApiException.notFound("No such adapter: " + id, "adapter_id", "adapter_not_found"));
  }
}
