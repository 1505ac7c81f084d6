package io.milora.inferenceworker.answer;

import io.milora.http.ApiException;
import io.milora.http.CurrentCaller;
import io.milora.http.RequiresScope;
import io.milora.inferenceworker.serving.ServedBase;
import io.milora.model.Scope;
import io.milora.model.openai.Model;
import io.milora.model.openai.Page;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.AliasEntity;
import io.milora.persistence.Aliases;
import io.milora.persistence.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What a tenant can name as {@code model}. */
@Path("/v1/models")
@RequiresScope(Scope.INFER)
@RunOnVirtualThread
public class ModelsResource {
  private static final String PLATFORM = "milora";
  private static final int ALL = 100_000;

  private final CurrentCaller caller;
  private final ServedBase base;
  private final AdapterVersions versions;
  private final Aliases aliases;
  private final Instant started = Instant.now();

  ModelsResource(CurrentCaller caller, ServedBase base, AdapterVersions versions, Aliases aliases) {
    this.caller = caller;
    this.base = base;
    this.versions = versions;
    this.aliases = aliases;
  }

  /** The base, the tenant's tuned models, newest first, and its aliases. */
  @GET
  @Operation(summary = "List the models that this key can name")
  public Page<Model> list() {
    Caller tenant = caller.get();
    List<Model> models = new ArrayList<>();
    models.add(baseModel());
    List<AdapterVersionEntity> tuned = versions.list(tenant.tenant(), null, ALL);
    tuned.forEach(version -> models.add(tunedModel(version, tenant)));
    for (AliasEntity alias : aliases.list(tenant.tenant())) {
      tuned.stream()
          .filter(version -> version.id.equals(alias.adapterVersionId))
          .forEach(version -> models.add(aliasModel(alias, version, tenant)));
    }
    models.removeIf(model -> !tenant.mayName(model.id()));
    return Page.of(models, false, Model::id);
  }

  /** One of them. */
  @GET
  @Path("/{model}")
  @Operation(summary = "Show a model")
  public Model get(@PathParam("model") String model) {
    return list().data().stream()
        .filter(known -> known.id().equals(model))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "There is no model '%s'; GET /v1/models lists yours.".formatted(model),
                    "model",
                    "model_not_found"));
  }

  private Model baseModel() {
    return model(base.name(), started, PLATFORM, base.name(), null);
  }

  private Model tunedModel(AdapterVersionEntity version, Caller tenant) {
    return model(
        version.modelName,
        version.createdAt,
        tenant.tenantName(),
        version.modelName,
        version.baseModel);
  }

  private Model aliasModel(AliasEntity alias, AdapterVersionEntity version, Caller tenant) {
    return model(
        alias.name, alias.updatedAt, tenant.tenantName(), version.modelName, version.baseModel);
  }

  private Model model(
      String id, Instant created, String owner, String root, @Nullable String parent) {
    return new Model(
        id, Model.OBJECT, created.getEpochSecond(), owner, root, parent, base.context());
  }
}
