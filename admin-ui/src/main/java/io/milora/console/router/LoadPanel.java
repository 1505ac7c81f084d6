package io.milora.console.router;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import io.milora.console.router.HeatTable.Cell;
import io.milora.console.shared.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How often training kept each expert. */
final class LoadPanel extends Div {
  LoadPanel(TrainingLoad load, List<String> experts) {
    addClassName("router-part");
    add(
        new Paragraph(
            "Share of prompts, in per cent, mean of the last %d training steps. %s of %s experts were as good as never kept."
                .formatted(
                    load.steps(),
                    Show.count(load.neverKept()),
                    Show.count((long) load.layers() * load.experts()))),
        new HeatScale("never", "always"),
        new HeatTable("How often each expert was kept, per cent", experts, cells(load, experts)));
  }

  private static List<List<Cell>> cells(TrainingLoad load, List<String> experts) {
    List<List<Cell>> rows = new ArrayList<>();
    for (int layer = 0; layer < load.layers(); layer++) {
      List<Cell> row = new ArrayList<>();
      for (int expert = 0; expert < load.experts(); expert++) {
        double share = load.shares()[layer][expert];
        row.add(
            new Cell(
                share,
                String.format(Locale.ROOT, "%.0f", 100 * share),
                false,
                "Layer %d, %s: kept for %s of prompts"
                    .formatted(layer, experts.get(expert), Show.percent(share))));
      }
      rows.add(row);
    }
    return rows;
  }
}
