package io.milora.console.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.console.platform.WireJson;
import io.milora.console.shared.Chart.Series;
import io.milora.console.shared.Show;
import io.milora.model.openai.FineTuningJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Several jobs side by side. */
record Compared(List<JobState> jobs) {
  private static final ObjectMapper JSON = WireJson.mapper();

  Compared {
    jobs = List.copyOf(jobs);
  }

  /**
   * A fact about each job.
   *
   * @param values in the order of the jobs
   */
  record Line(String what, List<String> values) {}

  /** A line for each job that has such numbers. */
  List<Series> curves(Curve curve) {
    return jobs.stream()
        .map(state -> JobMetrics.of(state.events()).curve(curve, name(state.job())))
        .filter(series -> !series.points().isEmpty())
        .toList();
  }

  /** Names that tell jobs apart even if somebody chose equal ones. */
  String name(FineTuningJob job) {
    String name = JobTexts.name(job);
    long same = jobs.stream().filter(other -> JobTexts.name(other.job()).equals(name)).count();
    return same == 1 ? name : name + " " + job.id().substring(Math.max(0, job.id().length() - 5));
  }

  /** How well they went. */
  List<Line> results() {
    return List.of(
        line("State", state -> JobPill.word(state.job().status())),
        line("Last training loss", state -> last(state, Curve.LOSS, 3)),
        line(
            "Best dev perplexity",
            state ->
                JobMetrics.of(state.events())
                    .perplexity()
                    .map(found -> Show.decimal(found[1], 3))
                    .orElse("–")),
        line("Last dev token accuracy (%)", state -> last(state, Curve.ACCURACY, 1)),
        line("Trained tokens", state -> tokens(state.job())),
        line("Last tokens per second", state -> last(state, Curve.SPEED, 0)),
        line("From creation to end", state -> took(state.job())));
  }

  /** What they were started with, where that differs. */
  List<Line> differences() {
    List<JsonNode> settings = jobs.stream().map(state -> settings(state.job())).toList();
    Set<String> names = new LinkedHashSet<>();
    settings.forEach(all -> all.fieldNames().forEachRemaining(names::add));
    List<Line> lines = new ArrayList<>();
    lines.add(line("Base", state -> state.job().model()));
    lines.add(line("Method", state -> state.job().method().type()));
    lines.add(line("Rows", state -> state.job().trainingFile()));
    lines.add(line("Seed", state -> String.valueOf(state.job().seed())));
    for (String name : names) {
      lines.add(
          new Line(
              name.replace('_', ' '), settings.stream().map(all -> text(all.path(name))).toList()));
    }
    return lines.stream().filter(line -> Set.copyOf(line.values()).size() > 1).toList();
  }

  private static JsonNode settings(FineTuningJob job) {
    return JSON.valueToTree(JobSettings.of(job));
  }

  private static String text(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "–";
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private Line line(String what, Function<JobState, String> value) {
    return new Line(what, jobs.stream().map(value).toList());
  }

  private static String last(JobState state, Curve curve, int digits) {
    Series series = JobMetrics.of(state.events()).curve(curve, "");
    return series.points().isEmpty() ? "–" : Show.decimal(series.points().getLast().y(), digits);
  }

  private static String tokens(FineTuningJob job) {
    return job.trainedTokens() == null ? "–" : Show.count(job.trainedTokens());
  }

  private static String took(FineTuningJob job) {
    Long finished = job.finishedAt();
    return finished == null ? "–" : Show.duration(Duration.ofSeconds(finished - job.createdAt()));
  }
}
