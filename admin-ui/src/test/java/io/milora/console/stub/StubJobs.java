package io.milora.console.stub;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.console.platform.DryRun;
import io.milora.model.JobStatus;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.model.openai.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Jobs: listed by state, method and time, tried out, made and steered. */
final class StubJobs {
  private StubJobs() {}

  static void answer(Exchange exchange, StubTenant tenant, List<String> path) throws IOException {
    if (path.size() == 3) {
      if (exchange.is("POST")) {
        JsonNode wanted = Exchange.JSON.readTree(exchange.http().getRequestBody());
        if (wanted.path("dry_run").booleanValue()) {
          exchange.json(tryOut(wanted));
          return;
        }
        exchange.json(
            tenant.job(
                wanted.path("training_file").asText(),
                wanted.hasNonNull("suffix") ? wanted.get("suffix").asText() : null,
                JobStatus.RUNNING,
                0));
      } else {
        list(exchange, tenant);
      }
      return;
    }
    FineTuningJob job = tenant.jobs.get(path.get(3));
    if (job == null) {
      exchange.error(404, "job_not_found", "No such job: " + path.get(3));
    } else if (path.size() == 4) {
      exchange.json(job);
    } else {
      part(exchange, tenant, job, path.get(4));
    }
  }

  private static void part(Exchange exchange, StubTenant tenant, FineTuningJob job, String part)
      throws IOException {
    switch (part) {
      case "events" -> {
        if (job.status() == JobStatus.RUNNING) {
          tenant.stepOn(job.id());
        }
        List<FineTuningJobEvent> all = tenant.eventsOf(job.id());
        String after = exchange.query().get("after");
        int from =
            after == null
                ? 0
                : 1 + all.stream().map(FineTuningJobEvent::id).toList().indexOf(after);
        int limit = Integer.parseInt(exchange.query("limit"));
        exchange.json(
            Page.cut(
                all.subList(from, Math.min(all.size(), from + limit + 1)),
                limit,
                FineTuningJobEvent::id));
      }
      case "checkpoints" ->
          exchange.json(StubPlatform.page(StubEvaluations.checkpoints(job), c -> c.id()));
      case "pause" -> exchange.json(tenant.become(job, JobStatus.PAUSED));
      case "resume" -> exchange.json(tenant.become(job, JobStatus.RUNNING));
      case "cancel" -> exchange.json(tenant.become(job, JobStatus.CANCELLED));
      default -> exchange.error(404, "unknown_url", part);
    }
  }

  private static void list(Exchange exchange, StubTenant tenant) throws IOException {
    Map<String, String> query = exchange.query();
    List<String> states = List.of(query.getOrDefault("status", "").split(",", -1));
    String method = query.get("method");
    long from = Long.parseLong(query.getOrDefault("created_from", "0"));
    long to = Long.parseLong(query.getOrDefault("created_to", "99999999999"));
    List<FineTuningJob> found =
        tenant.newestJobs().stream()
            .filter(job -> states.contains("") || states.contains(job.status().wireName()))
            .filter(job -> method == null || method.equals(job.method().type()))
            .filter(job -> job.createdAt() >= from && job.createdAt() < to)
            .toList();
    int first =
        1 + found.stream().map(FineTuningJob::id).toList().indexOf(query.getOrDefault("after", ""));
    exchange.json(
        Page.cut(
            found.subList(first, found.size()),
            Integer.parseInt(exchange.query("limit")),
            FineTuningJob::id));
  }

  /** A fifth of all dev rows is trained on. */
  private static DryRun tryOut(JsonNode wanted) {
    List<DryRun.Rows> files = new ArrayList<>();
    files.add(new DryRun.Rows("training_file", 240, 3, null));
    if (wanted.hasNonNull("validation_file")) {
      files.add(new DryRun.Rows("validation_file", 60, 0, 12L));
    }
    return new DryRun(files, new DryRun.Estimate(61_000, 45));
  }
}
