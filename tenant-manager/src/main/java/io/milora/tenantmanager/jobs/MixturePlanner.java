package io.milora.tenantmanager.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.MethodSettings;
import io.milora.model.Mixture;
import io.milora.model.MoaSettings;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.BaseModelEntity;
import io.milora.persistence.FileEntity;
import io.milora.persistence.Jobs;
import io.milora.persistence.TrainingJobEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the domains of a Mixture-of-LoRAs. Every domain has rows, because the routers learn from
 * all of them: its own file, or else the file that its adapter was trained on.
 *
 * <p>OpenAI's {@code training_file} and {@code validation_file} of the request are the first
 * domain's, for clients that cannot leave them out; that domain then names none itself.
 */
@ApplicationScoped
class MixturePlanner {
  private final JobFiles files;
  private final AdapterVersions versions;
  private final Jobs jobs;
  private final ObjectMapper json;

  MixturePlanner(JobFiles files, AdapterVersions versions, Jobs jobs, ObjectMapper json) {
    this.files = files;
    this.versions = versions;
    this.jobs = jobs;
    this.json = json;
  }

  /**
   * The mixture with every name resolved. Runs in a transaction of the tenant.
   *
   * @param base null if it is not known, which is noted already
   * @param problems everything that is wrong is added; then the result is of no use
   */
  Mixture plan(
      TenantId tenant,
      @Nullable BaseModelEntity base,
      JobRequest request,
      MixtureRequest asked,
      List<Problem> problems) {
    List<Mixture.Domain> domains = new ArrayList<>();
    List<String> names = new ArrayList<>();
    if (asked.baseMoa() != null) {
      String param = asked.path() + "base_moa";
      adapter(tenant, asked.baseMoa(), base, MethodSettings.Moa.NAME, param, problems)
          .ifPresent(version -> domains.addAll(domainsOf(tenant, version)));
      domains.forEach(domain -> names.add(domain.name()));
    }
    boolean namesAreKnown = asked.baseMoa() == null || !domains.isEmpty();
    for (MixtureRequest.Domain domain : withFilesOfRequest(request, asked, problems)) {
      names.add(domain.name());
      Mixture.Domain resolved = domain(tenant, base, domain, problems);
      if (resolved != null) {
        domains.add(resolved);
      }
    }
    if (namesAreKnown) {
      MoaSettings.problems(names).stream()
          .map(p -> new Problem(asked.path() + p.param(), p.code(), p.message()))
          .forEach(problems::add);
    }
    return new Mixture(domains, asked.select(), asked.tuneExperts());
  }

  private static List<MixtureRequest.Domain> withFilesOfRequest(
      JobRequest request, MixtureRequest asked, List<Problem> problems) {
    List<MixtureRequest.Domain> domains = new ArrayList<>(asked.domains());
    if (domains.isEmpty()) {
      return domains;
    }
    MixtureRequest.Domain first = domains.getFirst();
    domains.set(
        0,
        new MixtureRequest.Domain(
            first.path(),
            first.name(),
            either("training_file", request.trainingFile(), first.trainingFile(), first, problems),
            either(
                "validation_file",
                request.validationFile(),
                first.validationFile(),
                first,
                problems),
            first.adapter()));
    return domains;
  }

  private static @Nullable String either(
      String field,
      @Nullable String ofRequest,
      @Nullable String ofDomain,
      MixtureRequest.Domain domain,
      List<Problem> problems) {
    if (ofRequest != null && ofDomain != null && !ofRequest.equals(ofDomain)) {
      problems.add(
          new Problem(
              field,
              "conflicting_parameters",
              "%s is the first domain's file, but %s%s names another one; keep one."
                  .formatted(field, domain.path(), field)));
    }
    return ofDomain == null ? ofRequest : ofDomain;
  }

  private Mixture.@Nullable Domain domain(
      TenantId tenant,
      @Nullable BaseModelEntity base,
      MixtureRequest.Domain asked,
      List<Problem> problems) {
    FileEntity training = file(tenant, asked.trainingFile(), asked, "training_file", problems);
    FileEntity validation =
        file(tenant, asked.validationFile(), asked, "validation_file", problems);
    if (asked.adapter() != null) {
      String param = asked.path() + "adapter";
      return adapter(tenant, asked.adapter(), base, MethodSettings.Lora.NAME, param, problems)
          .map(version -> existing(tenant, asked, version, training, validation))
          .orElse(null);
    }
    if (asked.trainingFile() == null) {
      problems.add(
          new Problem(
              asked.path() + "training_file",
              "domain_without_data",
              "Domain '%s' has neither a training_file nor an adapter; give it one of them."
                  .formatted(asked.name())));
    }
    return training == null
        ? null
        : new Mixture.Domain(
            asked.name(),
            training.id,
            training.trainedHash(),
            validation == null ? null : validation.id,
            validation == null ? null : validation.trainedHash(),
            null);
  }

  private @Nullable FileEntity file(
      TenantId tenant,
      @Nullable String id,
      MixtureRequest.Domain domain,
      String field,
      List<Problem> problems) {
    return id == null ? null : files.find(tenant, id, domain.path() + field, problems);
  }

  /** What it was trained on serves where the request names no rows. */
  private Mixture.Domain existing(
      TenantId tenant,
      MixtureRequest.Domain asked,
      AdapterVersionEntity version,
      @Nullable FileEntity training,
      @Nullable FileEntity validation) {
    TrainingJobEntity job = jobOf(tenant, version);
    Mixture.Expert expert = new Mixture.Expert(version.modelName, version.contentHash, null);
    return new Mixture.Domain(
        asked.name(),
        training == null ? job.trainingFile : training.id,
        training == null ? job.trainingHash : training.trainedHash(),
        validation == null ? job.validationFile : validation.id,
        validation == null ? job.validationHash : validation.trainedHash(),
        expert);
  }

  private List<Mixture.Domain> domainsOf(TenantId tenant, AdapterVersionEntity version) {
    TrainingJobEntity job = jobOf(tenant, version);
    try {
      return json.readValue(String.valueOf(job.mixture), Mixture.class).domains().stream()
          .map(
              domain ->
                  new Mixture.Domain(
                      domain.name(),
                      domain.trainingFile(),
                      domain.trainingHash(),
                      domain.validationFile(),
                      domain.validationHash(),
                      new Mixture.Expert(version.modelName, version.contentHash, domain.name())))
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Job " + job.id + " has unreadable domains", e);
    }
  }

  private TrainingJobEntity jobOf(TenantId tenant, AdapterVersionEntity version) {
    return Optional.ofNullable(version.jobId)
        .flatMap(job -> jobs.find(tenant, job))
        .orElseThrow(() -> new IllegalStateException(version.modelName + " has no job"));
  }

  /** Another tenant's, another base's and another method's adapters are all not there. */
  private Optional<AdapterVersionEntity> adapter(
      TenantId tenant,
      String name,
      @Nullable BaseModelEntity base,
      String method,
      String param,
      List<Problem> problems) {
    if (base == null) {
      return Optional.empty();
    }
    Optional<AdapterVersionEntity> found =
        versions
            .resolve(tenant, name)
            .filter(v -> v.method.equals(method) && v.baseModel.equals(base.name))
            .filter(v -> v.baseSha256.equals(base.baseSha256))
            .filter(v -> v.tokenizerSha256.equals(base.tokenizerSha256))
            .filter(v -> v.chatTemplateSha256.equals(base.chatTemplateSha256));
    if (found.isPresent() && found.get().jobId == null) {
      problems.add(
          new Problem(
              param,
              "imported_adapter",
              "'%s' was imported, and what it was trained on is not here; a mixture takes what was trained here."
                  .formatted(name)));
      return Optional.empty();
    }
    if (found.isEmpty()) {
      problems.add(
          new Problem(
              param,
              "model_not_found",
              "You have no adapter '%s' of method %s that was trained on base model %s as it is now."
                  .formatted(name, method, base.name)));
    }
    return found;
  }
}
