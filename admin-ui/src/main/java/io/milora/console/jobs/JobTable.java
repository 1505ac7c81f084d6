package io.milora.console.jobs;

import com.vaadin.flow.component.html.Div;
import io.milora.console.shared.Age;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Links;
import io.milora.console.shared.Show;
import io.milora.model.openai.FineTuningJob;
import java.util.List;

/** Jobs as a list. */
public final class JobTable extends Div {
  private final DataTable<FineTuningJob> table =
      new DataTable<>(
          "Jobs",
          List.of(
              Column.of("Job", job -> Links.job(job.id(), JobTexts.name(job))),
              Column.of("State", job -> JobPill.of(job.status())),
              Column.text("Where it stands", JobTexts::standing),
              Column.text("Method", job -> job.method().type()),
              Column.number("Tokens", JobTable::tokens),
              Column.of("Created", job -> new Age(job.createdAt()))));

  /** An empty list. */
  public JobTable() {
    add(table);
  }

  /** Shows these jobs. */
  public void show(List<FineTuningJob> jobs) {
    table.show(jobs);
  }

  private static String tokens(FineTuningJob job) {
    Long tokens = job.trainedTokens();
    return tokens == null ? "–" : Show.count(tokens);
  }
}
