package io.milora.console.stub;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.console.platform.FailedJob;
import io.milora.console.platform.QueuedJob;
import io.milora.console.platform.Quota;
import io.milora.console.platform.QuotaAmounts;
import io.milora.console.platform.Tenant;
import io.milora.console.platform.TenantQuota;
import io.milora.console.platform.Worker;
import io.milora.model.JobStatus;
import io.milora.model.QueueReason;
import io.milora.model.WorkerReport;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What operators see and do. */
final class StubOperations {
  private static final QuotaAmounts USED =
      new QuotaAmounts(42L, 61_000L, 3L, 44_100_000L, 9_700_000_000L, 1L);

  private static final long USUAL_GRACE_HOURS = 720;

  private final Map<String, Tenant> tenants = new LinkedHashMap<>();
  private final Map<String, QuotaAmounts> limits = new LinkedHashMap<>();
  private boolean drained;

  StubOperations() {
    create("acme");
    create("globex");
    limits.put("acme", new QuotaAmounts(600L, 100_000L, 8L, 50_000_000L, 10_000_000_000L, 2L));
  }

  synchronized void answer(Exchange exchange) throws IOException {
    List<String> path = List.of(exchange.path().substring("/operator/v1/".length()).split("/"));
    switch (path.getFirst()) {
      case "tenants" -> tenants(exchange, path);
      case "quotas" ->
          exchange.json(
              StubPlatform.page(
                  tenants.keySet().stream().map(this::quota).toList(), TenantQuota::tenant));
      case "workers" -> workers(exchange, path);
      case "jobs" -> {
        if (path.get(1).equals("queue")) {
          exchange.json(StubPlatform.page(queue(), QueuedJob::id));
        } else {
          exchange.json(StubPlatform.page(failed(), FailedJob::id));
        }
      }
      case "usage" -> StubServed.usage(exchange);
      case "latency" -> {
        if (path.size() == 1) {
          StubServed.latency(exchange);
        } else {
          StubServed.slowest(exchange, "acme");
        }
      }
      default -> exchange.error(404, "unknown_url", exchange.path());
    }
  }

  private void tenants(Exchange exchange, List<String> path) throws IOException {
    if (path.size() == 1 && exchange.is("POST")) {
      String name = Exchange.JSON.readTree(exchange.http().getRequestBody()).path("name").asText();
      if (tenants.containsKey(name)) {
        exchange.error(409, "name_taken", "There is already a tenant '" + name + "'.");
      } else {
        exchange.json(create(name));
      }
    } else if (path.size() == 1) {
      exchange.json(StubPlatform.page(List.copyOf(tenants.values()), Tenant::id));
    } else if (path.get(2).equals("quota")) {
      JsonNode body = Exchange.JSON.readTree(exchange.http().getRequestBody());
      QuotaAmounts set = Exchange.JSON.treeToValue(body, QuotaAmounts.class);
      limits.put(path.get(1), set);
      exchange.json(new Quota(set, USED));
    } else if (path.get(2).equals("export")) {
      exchange.send(200, "application/zip", "PK of " + path.get(1));
    } else if (path.get(2).equals("delete")) {
      JsonNode wish = Exchange.JSON.readTree(exchange.http().getRequestBody());
      long hours = wish.path("grace_hours").asLong(USUAL_GRACE_HOURS);
      exchange.json(put(wish.path("name").asText(), now() - 1, now() + 3600 * hours));
    } else {
      Long since = path.get(2).equals("suspend") ? (Long) (now() - 1) : null;
      exchange.json(put(path.get(1), since, null));
    }
  }

  private Tenant create(String name) {
    return put(name, null, null);
  }

  private Tenant put(String name, @Nullable Long suspendedAt, @Nullable Long deletionAt) {
    Tenant tenant = new Tenant("org-" + name, name, now() - 90_000, suspendedAt, deletionAt);
    tenants.put(name, tenant);
    return tenant;
  }

  private TenantQuota quota(String tenant) {
    QuotaAmounts none = new QuotaAmounts(null, null, null, null, null, null);
    return new TenantQuota(tenant, limits.getOrDefault(tenant, none), USED);
  }

  private void workers(Exchange exchange, List<String> path) throws IOException {
    if (path.size() > 1) {
      drained = exchange.is("PUT");
      exchange.json(inference());
      return;
    }
    exchange.json(
        StubPlatform.page(
            List.of(
                inference(),
                worker(
                    "worker-train7",
                    Worker.Kind.TRAINING,
                    Worker.State.BUSY,
                    3,
                    new WorkerReport("CPU, 2 threads", 1, 1, 0, 1_840_000_000, null)),
                worker("worker-gone42", Worker.Kind.TRAINING, Worker.State.BUSY, 4000, null)),
            Worker::id));
  }

  private Worker inference() {
    WorkerReport.Adapters adapters =
        new WorkerReport.Adapters(
            3,
            410_000_000,
            1_073_741_824,
            List.of(
                new WorkerReport.Resident("3f".repeat(32), 210_000_000, 2, true),
                new WorkerReport.Resident("a1".repeat(32), 130_000_000, 1, false),
                new WorkerReport.Resident("77".repeat(32), 70_000_000, 0, false)));
    return worker(
        "worker-infer3",
        Worker.Kind.INFERENCE,
        drained ? Worker.State.DRAINING : Worker.State.BUSY,
        2,
        new WorkerReport("CPU, int8, 2 threads", 8, 3, 1, 912_000_000, adapters));
  }

  private Worker worker(
      String id, Worker.Kind kind, Worker.State state, long silent, @Nullable WorkerReport report) {
    boolean lost = silent > 30;
    return new Worker(
        id,
        kind,
        state,
        "http://127.0.0.1:800" + (kind == Worker.Kind.INFERENCE ? 0 : 2),
        now() - 7200,
        now() - silent,
        lost,
        drained && kind == Worker.Kind.INFERENCE,
        report);
  }

  private static List<QueuedJob> queue() {
    return List.of(
        job("acme", "live", JobStatus.RUNNING, null, null),
        job("globex", "first", JobStatus.QUEUED, 1, QueueReason.WAITING_FOR_WORKER),
        job("acme", "second", JobStatus.QUEUED, 2, QueueReason.TENANT_LIMIT),
        job("acme", "third", JobStatus.QUEUED, 3, QueueReason.YIELDED_TO_OTHER_TENANTS),
        job("globex", "full", JobStatus.PAUSED, null, QueueReason.STORAGE_FULL));
  }

  private static QueuedJob job(
      String tenant,
      String name,
      JobStatus status,
      @Nullable Integer position,
      @Nullable QueueReason reason) {
    boolean running = status == JobStatus.RUNNING;
    return new QueuedJob(
        "ftjob-" + tenant + name,
        tenant,
        status,
        name,
        StubTenant.BASE,
        "milora",
        running ? "worker-train7" : null,
        now() - 900,
        running ? (Long) (now() - 600) : null,
        running ? (Long) (now() + 750) : null,
        running ? (Long) 48_211L : null,
        120_000,
        position,
        reason);
  }

  private static List<FailedJob> failed() {
    return List.of(
        new FailedJob(
            "ftjob-acmebroken",
            "acme",
            "broken",
            "out_of_memory",
            "Row 17 needs more memory than the worker has; shorten it, or lower max_length.",
            now() - 1800));
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }
}
