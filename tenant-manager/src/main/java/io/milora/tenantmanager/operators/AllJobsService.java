package io.milora.tenantmanager.operators;

import io.milora.model.openai.Page;
import io.milora.persistence.AllJobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Fine-tuning jobs of all tenants. */
@ApplicationScoped
class AllJobsService {
  private static final int MOST_UNFINISHED = 500;
  private static final int MOST_FAILED = 50;
  private static final Duration RECENT = Duration.ofDays(7);

  private final AllJobs jobs;

  AllJobsService(AllJobs jobs) {
    this.jobs = jobs;
  }

  Page<QueuedJobView> queue() {
    return Page.cut(
        jobs.unfinished(MOST_UNFINISHED + 1).stream().map(QueuedJobView::of).toList(),
        MOST_UNFINISHED,
        QueuedJobView::id);
  }

  Page<FailedJobView> failed() {
    return Page.cut(
        jobs.failed(Instant.now().minus(RECENT), MOST_FAILED + 1).stream()
            .map(FailedJobView::of)
            .toList(),
        MOST_FAILED,
        FailedJobView::id);
  }
}
