package io.milora.cli.demo;

import io.milora.model.Projection;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the demonstration measured; {@code --json} writes it.
 *
 * @param baseUrl as OpenAI's clients take it
 */
record Report(String baseUrl, List<Tenant> tenants, List<Stages.Stage> stages) {

  /**
   * One tenant's result.
   *
   * @param model the trained one
   * @param baseAccuracy share of held-out questions that the bare base model answers right, 0 to 1
   * @param adapterAccuracy the same with the adapter
   * @param basePerplexity over the answers of the dev rows
   * @param adapterPerplexity the same with the adapter
   */
  record Tenant(
      String name,
      String apiKey,
      String model,
      double baseAccuracy,
      double adapterAccuracy,
      double basePerplexity,
      double adapterPerplexity,
      double trainTokensPerSecond) {}

  /** Draws the tables. */
  void print(PrintWriter out, Map<String, Map<Projection, Double>> kept) {
    out.printf("%n%-12s  %19s  %22s  %8s%n", "", "accuracy", "dev perplexity", "training");
    out.printf(
        "%-12s  %8s %10s  %10s %11s  %8s%n",
        "tenant", "base", "adapter", "base", "adapter", "tok/s");
    for (Tenant t : tenants) {
      out.printf(
          Locale.ROOT,
          "%-12s  %7.1f%% %9.1f%%  %10.2f %11.2f  %8.0f%n",
          t.name,
          100 * t.baseAccuracy,
          100 * t.adapterAccuracy,
          t.basePerplexity,
          t.adapterPerplexity,
          t.trainTokensPerSecond);
    }
    out.printf("%nModules that the routers kept, in %% of layers and prompts%n%-12s", "tenant");
    for (Projection projection : Projection.values()) {
      out.printf("  %5s", projection.shortName());
    }
    out.println();
    kept.forEach((name, shares) -> printShares(out, name, shares));
    out.printf("%n%-28s %9s%n", "stage", "seconds");
    for (Stages.Stage stage : stages) {
      out.printf(Locale.ROOT, "%-28s %9.1f%n", stage.name(), stage.seconds());
    }
    out.flush();
  }

  private static void printShares(PrintWriter out, String name, Map<Projection, Double> shares) {
    out.printf("%-12s", name);
    for (Projection projection : Projection.values()) {
      @Nullable Double share = shares.get(projection);
      out.printf(Locale.ROOT, "  %5s", share == null ? "-" : Math.round(100 * share));
    }
    out.println();
  }
}
