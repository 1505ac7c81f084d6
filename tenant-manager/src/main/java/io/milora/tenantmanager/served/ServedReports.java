package io.milora.tenantmanager.served;

import io.milora.model.LatencyKind;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.persistence.LatencyReader;
import io.milora.persistence.LatencyReader.Dimension;
import io.milora.persistence.ServedWindow;
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
import org.jspecify.annotations.Nullable;

/** Answers what was served. */
@ApplicationScoped
class ServedReports {
  private static final String GROUP_BY = "group_by";
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration HOUR = Duration.ofHours(1);

  private final UsageReader usage;
  private final LatencyReader latencies;
  private final Tenants tenants;
  private final ServedConfig config;

  ServedReports(UsageReader usage, LatencyReader latencies, Tenants tenants, ServedConfig config) {
    this.usage = usage;
    this.latencies = latencies;
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
    query.finish("from", "to", GROUP_BY, "format");
    return UsageReport.of(
        window, dimensions, usage.read(tenant, window, dimensions), names(tenant));
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
    query.finish("from", "to", "step", "kind", GROUP_BY);
    return LatencyReport.of(
        window,
        step,
        dimensions,
        latencies.read(tenant, window, step, kinds, dimensions),
        names(tenant));
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
