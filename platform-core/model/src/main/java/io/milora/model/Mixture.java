package io.milora.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Mixture-of-LoRAs job is made of, every name resolved; kept with the job.
 *
 * @param domains in the order of the routers' columns
 * @param select how the mixture chooses a domain
 * @param tuneExperts whether the experts are trained together with the routers, too
 */
public record Mixture(List<Domain> domains, DomainSelect select, boolean tuneExperts) {
  public Mixture {
    domains = List.copyOf(domains);
  }

  /**
   * A domain and its rows, which the routers learn from in any case. Files are named by id for
   * people, and by the SHA-256 of their content for workers.
   *
   * @param validationFile null without dev rows; then {@code validationHash} is null, too
   * @param expert null if the job trains the domain's LoRA
   */
  public record Domain(
      String name,
      String trainingFile,
      String trainingHash,
      @Nullable String validationFile,
      @Nullable String validationHash,
      @Nullable Expert expert) {}

  /**
   * A LoRA that was trained before.
   *
   * @param model name of the version it is, or is part of
   * @param contentHash SHA-256 of that version's archive
   * @param domain which of the version's domains it is; null if the version is a plain LoRA
   */
  public record Expert(String model, String contentHash, @Nullable String domain) {}

  /** As the adapter's settings. */
  public MoaSettings settings() {
    List<String> names = domains.stream().map(Domain::name).toList();
    return new MoaSettings(names, select, Pooler.MEAN, tuneExperts);
  }
}
