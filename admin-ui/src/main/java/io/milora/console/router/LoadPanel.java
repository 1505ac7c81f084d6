package io.milora.console.router;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import io.milora.console.router.HeatTable.Cell;
import io.milora.console.shared.Show;
import io.milora.model.Projection;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** How often training kept each expert. */
public final class LoadPanel extends Div {
  private final List<String> experts;
  private final Paragraph summary = new Paragraph();
  private final HeatTable heat;

  private LoadPanel(TrainingLoad load, List<String> experts) {
    this.experts = experts;
    addClassName("router-part");
    heat = new HeatTable("How often each expert was kept, per cent", experts, cells(load));
    add(summary, new HeatScale("never", "always"), heat);
    summary.setText(text(load));
  }

  /** Shows how it is by now. */
  public void refresh(List<FineTuningJobEvent> events) {
    TrainingLoad.of(events)
        .filter(load -> load.experts() == experts.size())
        .ifPresent(
            load -> {
              summary.setText(text(load));
              heat.show(cells(load));
            });
  }

  private static String text(TrainingLoad load) {
    return "Share of prompts, in per cent, mean of the last %d training steps. %s of %s experts were as good as never kept."
        .formatted(
            load.steps(),
            Show.count(load.neverKept()),
            Show.count((long) load.layers() * load.experts()));
  }

  /**
   * Of a job.
   *
   * @param events newest first
   * @return empty for methods without routers, and before the first step
   */
  public static Optional<LoadPanel> of(FineTuningJob job, List<FineTuningJobEvent> events) {
    return TrainingLoad.of(events).map(load -> new LoadPanel(load, experts(job, load)));
  }

  private static List<String> experts(FineTuningJob job, TrainingLoad load) {
    FineTuningJob.MixtureSettings mixture = job.method().moa();
    if (mixture != null && mixture.domains().size() == load.experts()) {
      return mixture.domains().stream().map(FineTuningJob.MixtureDomain::name).toList();
    }
    if (load.experts() == Projection.COUNT) {
      return Arrays.stream(Projection.values()).map(Projection::shortName).toList();
    }
    return IntStream.rangeClosed(1, load.experts()).mapToObj(i -> "expert " + i).toList();
  }

  private List<List<Cell>> cells(TrainingLoad load) {
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
