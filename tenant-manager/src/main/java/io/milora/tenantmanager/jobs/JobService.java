package io.milora.tenantmanager.jobs;

import static io.milora.model.openai.FineTuningJobEvent.Level.INFO;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.InvalidInputException;
import io.milora.model.JobStatus;
import io.milora.model.QueueReason;
import io.milora.model.TenantId;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobCheckpoint;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.model.openai.Page;
import io.milora.persistence.BaseModelEntity;
import io.milora.persistence.BaseModels;
import io.milora.persistence.Checkpoints;
import io.milora.persistence.JobEvents;
import io.milora.persistence.Jobs;
import io.milora.persistence.QuotaExceededException;
import io.milora.persistence.Quotas;
import io.milora.persistence.TenantTransactions;
import io.milora.persistence.Tenants;
import io.milora.persistence.TrainingJobEntity;
import io.milora.tenantmanager.http.PageQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fine-tuning jobs as tenants see them. Workers write to them, too. */
@ApplicationScoped
class JobService {
  private final TenantTransactions transactions;
  private final Jobs jobs;
  private final JobEvents events;
  private final Checkpoints checkpoints;
  private final BaseModels bases;
  private final Tenants tenants;
  private final Quotas quotas;
  private final JobPlanner planner;
  private final JobContents contents;
  private final JobViews views;

  JobService(
      TenantTransactions transactions,
      Jobs jobs,
      JobEvents events,
      Checkpoints checkpoints,
      BaseModels bases,
      Tenants tenants,
      Quotas quotas,
      JobPlanner planner,
      JobContents contents,
      JobViews views) {
    this.transactions = transactions;
    this.jobs = jobs;
    this.events = events;
    this.checkpoints = checkpoints;
    this.bases = bases;
    this.tenants = tenants;
    this.quotas = quotas;
    this.planner = planner;
    this.contents = contents;
    this.views = views;
  }

  /**
   * Queues a job.
   *
   * @throws InvalidInputException with every name that is not known and every value out of range
   * @throws QuotaExceededException if it trains more than is left of the month
   */
  FineTuningJob create(TenantId tenant, JobRequest request) {
    return transactions.call(
        tenant,
        () -> {
          TrainingJobEntity planned = planner.plan(tenant, request);
          contents.require(tenant, planned);
          quotas.requireTraining(tenant, planned.estimatedTokens);
          TrainingJobEntity job = jobs.create(tenant, planned);
          events.message(job, INFO, "Files validated, job is queued");
          FineTuningJob view = view(job);
          if (view.queue() != null && view.queue().reason() == QueueReason.TENANT_LIMIT) {
            events.message(job, INFO, "As many jobs run as may at once; this one waits for them");
          }
          return view;
        });
  }

  /**
   * Says what a job would be, and keeps nothing.
   *
   * @throws InvalidInputException as {@link #create}
   * @throws QuotaExceededException as {@link #create}
   */
  DryRun tryOut(TenantId tenant, JobRequest request) {
    return transactions.call(
        tenant,
        () -> {
          TrainingJobEntity planned = planner.plan(tenant, request);
          contents.require(tenant, planned);
          quotas.requireTraining(tenant, planned.estimatedTokens);
          return views.dryRun(
              planned,
              known(bases.find(planned.baseModel).orElse(null), planned),
              contents.report(planned));
        });
  }

  Page<FineTuningJob> list(TenantId tenant, JobQuery query) {
    PageQuery page = query.page();
    Map<String, BaseModelEntity> all =
        bases.list().stream().collect(Collectors.toMap(b -> b.name, Function.identity()));
    Map<String, FineTuningJob.Queue> queue = jobs.queue(tenant);
    List<FineTuningJob> found =
        jobs.list(tenant, query.filter(), page.after(), page.limit() + 1).stream()
            .map(job -> views.job(job, known(all.get(job.baseModel), job), queue.get(job.id)))
            .toList();
    return Page.cut(found, page.limit(), FineTuningJob::id);
  }

  FineTuningJob get(TenantId tenant, String id) {
    return view(find(tenant, id));
  }

  /**
   * Ends a job: at once if it waits, soon if it runs.
   *
   * @throws ApiException if there is no such job or it has ended
   */
  FineTuningJob cancel(TenantId tenant, String id) {
    return change(id, () -> jobs.cancel(tenant, id));
  }

  /**
   * Pauses a job: at once if it waits, after the step that runs otherwise.
   *
   * @throws ApiException if there is no such job, or it has ended or is about to
   */
  FineTuningJob pause(TenantId tenant, String id) {
    return change(id, () -> jobs.pause(tenant, id));
  }

  /**
   * Lets a paused job go on.
   *
   * @throws ApiException if there is no such job, or it is not paused
   */
  FineTuningJob resume(TenantId tenant, String id) {
    return change(id, () -> jobs.resume(tenant, id));
  }

  private FineTuningJob change(String id, Supplier<Optional<TrainingJobEntity>> change) {
    try {
      return view(change.get().orElseThrow(() -> notFound(id)));
    } catch (InvalidInputException e) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          String.valueOf(e.getMessage()),
          "fine_tuning_job_id",
          e.problems().getFirst().code());
    }
  }

  Page<FineTuningJobEvent> events(TenantId tenant, String id, PageQuery page) {
    return transactions.call(
        tenant,
        () -> {
          find(tenant, id);
          List<FineTuningJobEvent> found =
              events.list(tenant, id, page.after(), page.limit() + 1).stream()
                  .map(views::event)
                  .toList();
          return Page.cut(found, page.limit(), FineTuningJobEvent::id);
        });
  }

  Page<FineTuningJobCheckpoint> checkpoints(TenantId tenant, String id, PageQuery page) {
    return transactions.call(
        tenant,
        () -> {
          TrainingJobEntity job = find(tenant, id);
          String tenantName = tenants.get(tenant).name;
          List<FineTuningJobCheckpoint> found =
              checkpoints.list(tenant, id, page.after(), page.limit() + 1).stream()
                  .map(checkpoint -> views.checkpoint(job, tenantName, checkpoint))
                  .toList();
          return Page.cut(found, page.limit(), FineTuningJobCheckpoint::id);
        });
  }

  private FineTuningJob view(TrainingJobEntity job) {
    boolean waits = job.status == JobStatus.QUEUED || job.status == JobStatus.PAUSED;
    return views.job(
        job,
        known(bases.find(job.baseModel).orElse(null), job),
        waits ? jobs.queue(new TenantId(job.tenantId)).get(job.id) : null);
  }

  private static BaseModelEntity known(@Nullable BaseModelEntity base, TrainingJobEntity job) {
    if (base == null) {
      throw new IllegalStateException("Job " + job.id + " is on a base model that is gone");
    }
    return base;
  }

  private TrainingJobEntity find(TenantId tenant, String id) {
    return jobs.find(tenant, id).orElseThrow(() -> notFound(id));
  }

  private static ApiException notFound(String id) {
    return ApiException.notFound(
        "No such fine-tuning job: " + id, "fine_tuning_job_id", "job_not_found");
  }
}
