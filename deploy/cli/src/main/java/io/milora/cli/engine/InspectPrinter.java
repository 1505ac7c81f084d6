package io.milora.cli.engine;

import io.milora.cli.engine.InspectReport.LayerRoute;
import io.milora.engine.text.Tokenizer;
import io.milora.model.Projection;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes a report for people. */
final class InspectPrinter {
  private static final int TOP_LOGITS = 10;
  private final PrintWriter out;
  private final @Nullable Tokenizer tokenizer;

  InspectPrinter(PrintWriter out, @Nullable Tokenizer tokenizer) {
    this.out = out;
    this.tokenizer = tokenizer;
  }

  void print(InspectReport report) {
    report.warnings().forEach(warning -> out.println("Note: " + warning));
    out.println("Prompt, " + report.promptIds().length + " tokens: " + tokens(report.promptIds()));
    if (report.domains() != null) {
      printDomains(report.domains());
    }
    printLayers(report.layers());
    out.println("Largest logits at the last token:");
    for (int id : largest(report.lastLogits())) {
      out.printf("  %10.5f  %s%n", report.lastLogits()[id], token(id));
    }
    if (report.generatedIds().length > 0) {
      out.println("Generated: " + tokens(report.generatedIds()));
    }
    if (report.generatedText() != null) {
      out.println(report.generatedText());
    }
    report
        .hypotheses()
        .forEach(beam -> out.printf("Beam %9.5f: %s%n", beam.score(), tokens(beam.ids())));
  }

  private void printDomains(DomainReport domains) {
    out.println("The layers vote for " + domains.vote() + "; log-probabilities of the domains:");
    String header =
        domains.names().stream().map("%14s"::formatted).collect(Collectors.joining(" "));
    out.println("layer " + header + "  used");
    for (int i = 0; i < domains.used().size(); i++) {
      StringBuilder cells = new StringBuilder();
      for (float value : domains.logProbabilities()[i]) {
        cells.append("%14.5f ".formatted(value));
      }
      out.printf("%5d %s %s%n", i, cells, domains.used().get(i));
    }
  }

  /** Gates; in brackets what the router said of modules that are off. */
  private void printLayers(List<LayerRoute> layers) {
    String header =
        Arrays.stream(Projection.values())
            .map(p -> "%8s".formatted(p.shortName()))
            .collect(Collectors.joining(" "));
    out.println("Gates; in brackets the probability of a module that is off:");
    out.println("layer " + header);
    for (int i = 0; i < layers.size(); i++) {
      LayerRoute layer = layers.get(i);
      String cells =
          IntStream.range(0, Projection.COUNT)
              .mapToObj(m -> "%8s".formatted(cell(layer, m)))
              .collect(Collectors.joining(" "));
      out.printf("%5d %s%n", i, cells);
    }
  }

  private static String cell(LayerRoute layer, int module) {
    float gate = layer.gates()[module];
    float[] probabilities = layer.probabilities();
    if (gate != 0) {
      return "%.4f".formatted(gate);
    }
    return probabilities == null ? "-" : "(%.4f)".formatted(probabilities[module]);
  }

  private static int[] largest(float[] logits) {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble(id -> -logits[id]))
        .limit(TOP_LOGITS)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private String tokens(int[] ids) {
    return Arrays.stream(ids).mapToObj(this::token).collect(Collectors.joining(" "));
  }

  private String token(int id) {
    if (tokenizer == null) {
      return Integer.toString(id);
    }
    String text = tokenizer.decode(new int[] {id}, false);
    return id + "'" + text.replace("\n", "\\n") + "'";
  }
}
