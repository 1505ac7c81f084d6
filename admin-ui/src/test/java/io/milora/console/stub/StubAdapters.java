package io.milora.console.stub;

import io.milora.console.platform.Adapter;
import io.milora.console.platform.Alias;
import io.milora.model.JobStatus;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.FineTuningJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Versions that were trained. */
final class StubAdapters {
  private StubAdapters() {}

  static void answer(Exchange exchange, StubTenant tenant, List<String> path) throws IOException {
    if (exchange.is("POST")) {
      take(exchange, tenant);
      return;
    }
    Optional<Adapter> found = find(tenant, path.get(2));
    if (found.isEmpty()) {
      exchange.error(404, "adapter_not_found", "No such adapter: " + path.get(2));
      return;
    }
    Adapter adapter = found.get();
    if (exchange.is("DELETE")) {
      tenant.deletedModels.add(adapter.model());
      exchange.json(new Deleted(adapter.id(), "adapter", true));
    } else if (path.size() == 3) {
      exchange.json(adapter);
    } else if (path.get(3).equals("card")) {
      exchange.send(200, "text/markdown", card(adapter));
    } else {
      exchange.send(200, "application/zip", "PK of " + tenant.name);
    }
  }

  /** Zips begin with PK; all that begins so is an adapter. */
  private static void take(Exchange exchange, StubTenant tenant) throws IOException {
    String form =
        new String(exchange.http().getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
    if (!form.contains("\r\n\r\nPK")) {
      exchange.error(400, "invalid_file", "file: is no zip; send the adapter's folder as one.");
      return;
    }
    int at = form.indexOf("name=\"suffix\"");
    String suffix =
        at < 0 ? "" : form.substring(form.indexOf("\r\n\r\n", at) + 4).split("\r", 2)[0];
    FineTuningJob job = tenant.job("file-of-others", suffix, JobStatus.SUCCEEDED, 1);
    exchange.json(adapter(tenant, job));
  }

  private static Optional<Adapter> find(StubTenant tenant, String id) {
    return tenant.newestJobs().stream()
        .filter(job -> id.equals(job.fineTunedModel()) || id.equals("adapter-" + job.id()))
        .filter(job -> !tenant.deletedModels.contains(job.fineTunedModel()))
        .map(job -> adapter(tenant, job))
        .findFirst();
  }

  private static Adapter adapter(StubTenant tenant, FineTuningJob job) {
    String model = String.valueOf(job.fineTunedModel());
    return new Adapter(
        "adapter-" + job.id(),
        model,
        job.model(),
        job.method().type(),
        "5e".repeat(32),
        job.trainingFile().equals("file-of-others") ? null : job.id(),
        tenant.aliases.keySet().stream()
            .map(name -> StubAliases.alias(tenant, name))
            .filter(alias -> uses(alias, model))
            .map(Alias::name)
            .toList(),
        job.createdAt() + 900);
  }

  private static boolean uses(Alias alias, String model) {
    return model.equals(alias.model())
        || (alias.canary() != null && model.equals(alias.canary().model()));
  }

  private static String card(Adapter adapter) {
    return """
        ---
        base_model: %2$s
        library_name: peft
        ---
        # %1$s

        | | |
        |---|---|
        | Method | milora |
        | Base model | %2$s |

        ## Evaluation

        eval-1: 200 rows of `%3$s`, through the served graph (int8, onnxruntime 1.29, cpu).

        | | this adapter | %2$s |
        |---|---|---|
        | perplexity | 4.1000 | 20.5000 |
        """
        .formatted(adapter.model(), adapter.baseModel(), adapter.contentHash());
  }
}
