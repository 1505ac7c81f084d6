package io.milora.tenantmanager.jobs;

import io.milora.http.RequestFields;
import io.milora.model.DomainSelect;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Mixture-of-LoRAs as it was asked for, under {@code method.moa}; what is named may not exist.
 *
 * @param path where it stood in the request, for messages
 * @param domains new ones, in the order asked for
 * @param select how a domain is chosen
 * @param tuneExperts whether to train the experts with the routers
 * @param baseMoa a mixture whose domains come first, or null
 */
record MixtureRequest(
    String path,
    List<Domain> domains,
    DomainSelect select,
    boolean tuneExperts,
    @Nullable String baseMoa) {

  /**
   * A domain.
   *
   * @param path where it stood in the request, for messages
   * @param adapter a LoRA that was trained before, or null to train one
   */
  record Domain(
      String path,
      String name,
      @Nullable String trainingFile,
      @Nullable String validationFile,
      @Nullable String adapter) {}

  /** The request; problems are noted in the fields. The caller refuses fields left over. */
  static MixtureRequest read(RequestFields fields) {
    List<Domain> domains = new ArrayList<>();
    for (RequestFields domain : fields.requiredObjects("domains")) {
      domains.add(
          new Domain(
              domain.pathOf(""),
              domain.requiredText("name"),
              domain.text("training_file"),
              domain.text("validation_file"),
              domain.text("adapter")));
      domain.refuseOthers();
    }
    return new MixtureRequest(
        fields.pathOf(""),
        domains,
        select(fields),
        fields.flag("tune_experts"),
        fields.text("base_moa"));
  }

  /** A request without settings, which cannot be. */
  static MixtureRequest missing(RequestFields method) {
    if (!method.has("moa")) {
      method.report(
          new Problem(
              method.pathOf("moa.domains"),
              "missing_required_parameter",
              method.pathOf("moa.domains") + " is required, a list of two domains or more."));
    }
    return new MixtureRequest(method.pathOf("moa."), List.of(), DomainSelect.VOTE, false, null);
  }

  private static DomainSelect select(RequestFields fields) {
    String given = fields.text("select");
    if (given == null) {
      return DomainSelect.VOTE;
    }
    List<String> allowed =
        Arrays.stream(DomainSelect.values()).map(DomainSelect::wireName).toList();
    for (DomainSelect select : DomainSelect.values()) {
      if (select.wireName().equals(given)) {
        return select;
      }
    }
    fields.report(Problem.unknown(fields.pathOf("select"), given, allowed));
    return DomainSelect.VOTE;
  }
}
