package io.milora.console.router;

import io.milora.console.router.HeatTable.Cell;
import io.milora.model.openai.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One prompt's way through the layers, whatever the method.
 *
 * @param columns experts: modules, or domains
 * @param probabilities [layers][columns], 0 to 1
 * @param gates [layers][columns], strengths; 0 where an expert is off
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record PromptRoute(Kind kind, List<String> columns, double[][] probabilities, double[][] gates) {
  /** What decides. */
  enum Kind {
    /** A router a layer, which keeps k of seven modules. */
    MODULES,
    /** A router a layer, which takes the prompt for one of the domains. */
    DOMAINS,
    /** Nothing: all modules that were trained are on. */
    ALWAYS_ALL
  }

  /** What the API said. */
  static PromptRoute of(Routes routes) {
    Routes.Domains domains = routes.domains();
    if (domains != null) {
      double[][] probabilities = new double[domains.logProbabilities().length][];
      double[][] gates = new double[probabilities.length][domains.names().size()];
      for (int layer = 0; layer < probabilities.length; layer++) {
        float[] logs = domains.logProbabilities()[layer];
        probabilities[layer] =
            IntStream.range(0, logs.length).mapToDouble(i -> Math.exp(logs[i])).toArray();
        gates[layer][domains.names().indexOf(domains.used().get(layer))] = 1;
      }
      return new PromptRoute(Kind.DOMAINS, domains.names(), probabilities, gates);
    }
    float[][] probabilities = routes.probabilities();
    double[][] gates = doubles(routes.gates());
    return probabilities == null
        ? new PromptRoute(Kind.ALWAYS_ALL, routes.modules(), gates, gates)
        : new PromptRoute(Kind.MODULES, routes.modules(), doubles(probabilities), gates);
  }

  private static double[][] doubles(float[][] values) {
    double[][] doubles = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      float[] row = values[i];
      doubles[i] = IntStream.range(0, row.length).mapToDouble(j -> row[j]).toArray();
    }
    return doubles;
  }

  int layers() {
    return gates.length;
  }

  /** Columns that are on in a layer, ascending. */
  List<Integer> kept(int layer) {
    return IntStream.range(0, columns.size()).filter(i -> gates[layer][i] != 0).boxed().toList();
  }

  /** In how many layers a column is on. */
  long layersWith(int column) {
    return IntStream.range(0, layers()).filter(layer -> gates[layer][column] != 0).count();
  }

  /** In how many layers a column is the most probable one. */
  long votesFor(int column) {
    return IntStream.range(0, layers())
        .filter(
            layer ->
                IntStream.range(0, columns.size())
                    .noneMatch(i -> probabilities[layer][i] > probabilities[layer][column]))
        .count();
  }

  /** In how many layers other columns are on than for another prompt of the same adapter. */
  long layersUnlike(PromptRoute other) {
    return IntStream.range(0, layers())
        .filter(layer -> !Objects.equals(kept(layer), other.kept(layer)))
        .count();
  }

  /** For a table; the darkest cell is the greatest probability. */
  List<List<Cell>> cells() {
    double max = 1e-9;
    for (double[] layer : probabilities) {
      for (double p : layer) {
        max = Math.max(max, p);
      }
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (int layer = 0; layer < layers(); layer++) {
      List<Cell> row = new ArrayList<>();
      for (int column = 0; column < columns.size(); column++) {
        row.add(cell(layer, column, max));
      }
      rows.add(row);
    }
    return rows;
  }

  private Cell cell(int layer, int column, double max) {
    double p = probabilities[layer][column];
    double gate = gates[layer][column];
    String title =
        String.format(
            Locale.ENGLISH,
            "Layer %d, %s: probability %.3f, %s",
            layer,
            columns.get(column),
            p,
            gate == 0 ? "off" : String.format(Locale.ENGLISH, "on with gate %.3f", gate));
    return new Cell(p / max, String.format(Locale.ROOT, "%.0f", 100 * p), gate != 0, title);
  }
}
