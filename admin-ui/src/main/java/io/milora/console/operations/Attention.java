package io.milora.console.operations;

import io.milora.console.platform.FailedJob;
import io.milora.console.platform.Worker;
import io.milora.console.shared.Pill;
import io.milora.model.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that an operator should look at.
 *
 * @param kind in a word
 * @param text what is the matter
 * @param link address of the view where something can be done
 * @param since seconds since 1970; 0 for what lasts
 */
record Attention(String kind, Pill.Tone tone, String text, String link, long since) {
  private static final int MOST_FAILED = 10;

  /** Of the platform as it is, the worst first. */
  static List<Attention> of(PlatformState state) {
    List<Attention> all = new ArrayList<>();
    state.workers().stream().filter(Worker::lost).map(Attention::of).forEach(all::add);
    state.workers().stream()
        .filter(Worker::drain)
        .filter(Worker::isAlive)
        .map(Attention::drained)
        .forEach(all::add);
    state.failed().stream().limit(MOST_FAILED).map(Attention::of).forEach(all::add);
    state.tenants().stream()
        .filter(t -> !t.nearlyUsed().isEmpty())
        .map(Attention::of)
        .forEach(all::add);
    state.tenants().stream()
        .filter(TenantStanding::isSuspended)
        .map(Attention::suspended)
        .forEach(all::add);
    return all;
  }

  private static Attention of(Worker worker) {
    return new Attention(
        "worker",
        Pill.Tone.BAD,
        "%s (%s) gives no sign of life".formatted(WorkerTexts.name(worker), worker.address()),
        "operations/workers",
        worker.heartbeatAt());
  }

  private static Attention drained(Worker worker) {
    return new Attention(
        "worker",
        Pill.Tone.WARN,
        WorkerTexts.name(worker) + " is drained and takes nothing new",
        "operations/workers",
        0);
  }

  private static Attention of(FailedJob job) {
    return new Attention(
        "job",
        Pill.Tone.BAD,
        "%s of %s failed: %s".formatted(job.name(), job.tenant(), job.message()),
        "operations/queue?tenant=" + job.tenant(),
        job.finishedAt());
  }

  private static Attention of(TenantStanding standing) {
    String quotas =
        standing.nearlyUsed().stream().map(Quota::title).collect(Collectors.joining(", "));
    return new Attention(
        "quota",
        Pill.Tone.WARN,
        standing.tenant().name() + " has nearly used its " + quotas,
        "operations/tenants?find=" + standing.tenant().name(),
        0);
  }

  private static Attention suspended(TenantStanding standing) {
    Long since = standing.tenant().suspendedAt();
    return new Attention(
        "tenant",
        Pill.Tone.WARN,
        standing.tenant().name() + " is suspended",
        "operations/tenants?find=" + standing.tenant().name(),
        since == null ? 0 : since);
  }
}
