package io.milora.tenantmanager.served;

import io.milora.model.LatencyKind;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.openai.Page;
import io.milora.persistence.LatencyReader;
import io.milora.persistence.LatencyReader.Dimension;
import io.milora.persistence.LatencyReader.Wanted;
import io.milora.persistence.ServedFilter;
import io.milora.persistence.ServedWindow;
import io.milora.persistence.SlowRequests;
import io.milora.persistence.Span;
import io.milora.persistence.Tenants;
import io.milora.persistence.UsageDimension;
import io.milora.persistence.UsageReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers what was served. */
@ApplicationScoped
class ServedReports {
  private static final String GROUP_BY = "group_by";
  private static final String TOP = "top";
  private static final int MOST_TOP = 200;
  private static final String TENANT = "tenant";
  private static final String ADAPTER = "adapter";
  private static final String WORKER = "worker";
  private static final int USUAL_SLOWEST = 20;
  private static final int MOST_SLOWEST = 200;
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration HOUR = Duration.ofHours(1);

  private final UsageReader usage;
  private final LatencyReader latencies;
  private final SlowRequests slowest;
  private final Tenants tenants;
  private final ServedConfig config;

  ServedReports(
      UsageReader usage,
      LatencyReader latencies,
      SlowRequests slowest,
      Tenants tenants,
      ServedConfig config) {
    this.usage = usage;
    this.latencies = latencies;
    this.slowest = slowest;
    this.tenants = tenants;
    this.config = config;
  }

  /**
   * Usage in the window asked for, the last 30 days if none is.
   *
   * @param tenant null for all tenants
   */
  UsageReport usage(@Nullable TenantId tenant, ServedQuery query) {
    ServedWindow window = query.window(MONTH, config.minutesKept());
    Set<UsageDimension> dimensions =
        query.constants(
            GROUP_BY,
            UsageDimension.class,
            allowed(UsageDimension.class, tenant, UsageDimension.TENANT),
            List.of(UsageDimension.DAY));
    if (dimensions.stream().filter(UsageDimension::isTime).count() > 1) {
      query.report(Problem.outOfRange(GROUP_BY, "several times", "one of minute, hour and day"));
    }
    if (dimensions.contains(UsageDimension.MINUTE) && window.span() != Span.MINUTE) {
      query.report(
          Problem.outOfRange(
              GROUP_BY, "minute", "minute in recent windows of up to 12 hours, hour, day"));
    }
    ServedFilter filter = filter(tenant, query);
    query.finish(known(tenant, "from", "to", GROUP_BY, "format"));
    return UsageReport.of(
        window, dimensions, usage.read(tenant, window, filter, dimensions), names(tenant));
  }

  /**
   * Latencies in the window asked for, the last hour if none is.
   *
   * @param tenant null for all tenants
   */
  LatencyReport latencies(@Nullable TenantId tenant, ServedQuery query) {
    ServedWindow window = query.window(HOUR, config.minutesKept());
    Duration step = query.step(window);
    Set<LatencyKind> all = EnumSet.allOf(LatencyKind.class);
    Set<LatencyKind> kinds = query.constants("kind", LatencyKind.class, all, all);
    Set<Dimension> dimensions =
        query.constants(
            GROUP_BY,
            Dimension.class,
            allowed(Dimension.class, tenant, Dimension.TENANT),
            List.of());
    Integer top = query.text(TOP) == null ? null : query.number(TOP, 1, MOST_TOP);
    if (top != null && !dimensions.contains(Dimension.ADAPTER)) {
      query.report(
          new Problem(TOP, "invalid_value", "top is of adapters; give it with group_by=adapter."));
    }
    ServedFilter filter = filter(tenant, query);
    query.finish(known(tenant, "from", "to", "step", "kind", GROUP_BY, TOP));
    Wanted wanted = new Wanted(step, kinds, dimensions, top);
    return LatencyReport.of(
        window, step, dimensions, latencies.read(tenant, window, filter, wanted), names(tenant));
  }

  /**
   * The slowest requests in the window asked for, the last hour if none is; of each minute a few
   * are known.
   *
   * @param tenant null for all tenants
   */
  Page<SlowRequestView> slowest(@Nullable TenantId tenant, ServedQuery query) {
    ServedWindow window = query.minutes(HOUR);
    LatencyKind kind = query.constant("kind", LatencyKind.class, LatencyKind.E2E);
    int limit = query.number("limit", USUAL_SLOWEST, MOST_SLOWEST);
    ServedFilter filter = filter(tenant, query);
    query.finish(known(tenant, "from", "to", "kind", "limit"));
    Map<String, String> names = names(tenant);
    return Page.of(
        slowest.read(tenant, window.from(), window.to(), filter, kind, limit).stream()
            .map(found -> SlowRequestView.of(found, names))
            .toList(),
        false,
        SlowRequestView::id);
  }

  private ServedFilter filter(@Nullable TenantId tenant, ServedQuery query) {
    String name = tenant == null ? query.text(TENANT) : null;
    TenantId one = name == null ? null : tenants.find(name).orElse(null);
    if (name != null && one == null) {
      query.report(new Problem(TENANT, "tenant_not_found", "There is no tenant '" + name + "'."));
    }
    return new ServedFilter(one, query.text(ADAPTER), query.text(WORKER));
  }

  /** Names of parameters, with those of filters. */
  private static String[] known(@Nullable TenantId tenant, String... names) {
    return Stream.concat(
            Stream.of(names),
            tenant == null ? Stream.of(ADAPTER, WORKER, TENANT) : Stream.of(ADAPTER, WORKER))
        .toArray(String[]::new);
  }

  /** Only operators tell tenants apart. */
  private static <E extends Enum<E>> Set<E> allowed(
      Class<E> type, @Nullable TenantId tenant, E operatorsOnly) {
    Set<E> allowed = EnumSet.allOf(type);
    if (tenant != null) {
      allowed.remove(operatorsOnly);
    }
    return allowed;
  }

  private Map<String, String> names(@Nullable TenantId tenant) {
    return tenant == null
        ? tenants.list().stream().collect(Collectors.toMap(known -> known.id, known -> known.name))
        : Map.of();
  }
}
