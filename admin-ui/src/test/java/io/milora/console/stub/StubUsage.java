package io.milora.console.stub;

import io.milora.console.platform.CallersQuota;
import io.milora.console.platform.Quota;
import io.milora.console.platform.QuotaAmounts;
import io.milora.console.platform.UsageReport;
import io.milora.console.platform.UsageReport.Line;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tenant used: two of its keys, and two models. */
final class StubUsage {
  private static final long DAY = 86_400;

  private StubUsage() {}

  static void quota(Exchange exchange) throws IOException {
    exchange.json(
        new CallersQuota(
            new Quota(
                new QuotaAmounts(600L, 200_000L, null, 5_000_000L, 2_000_000_000L, 2L),
                new QuotaAmounts(41L, 171_250L, 3L, 4_900_000L, 310_000_000L, 1L))));
  }

  static void usage(Exchange exchange, StubTenant tenant) throws IOException {
    long from = Long.parseLong(exchange.query("from"));
    long now = Instant.now().getEpochSecond();
    String groups = exchange.query("group_by");
    if ("csv".equals(exchange.query().get("format"))) {
      exchange.send(200, "text/csv", "start_time,requests\n" + tenant.name + ",1\n");
      return;
    }
    if (groups.equals("minute") || groups.equals("hour")) {
      StubServed.usage(exchange);
      return;
    }
    List<Line> lines = new ArrayList<>();
    List<String> keys = List.copyOf(tenant.keys.keySet());
    for (long day = from; day < now; day += DAY) {
      if (groups.equals("day")) {
        lines.add(line(day, null, null, 5));
      } else if (groups.equals("day,key")) {
        lines.add(line(day, keys.get(0), null, 3));
        lines.add(line(day, keys.get(1), null, 2));
      } else {
        lines.add(line(day, null, "support", 4));
        lines.add(line(day, null, StubTenant.BASE, 1));
      }
    }
    exchange.json(new UsageReport(from, now, lines));
  }

  private static Line line(long day, @Nullable String key, @Nullable String alias, int share) {
    long weekday = day / DAY % 7;
    long requests = share * (90 + 25 * (weekday % 5)) + day / DAY % 3 * 31;
    return new Line(
        day, key, alias, requests, requests / 140, requests * 88, requests * 41, requests * 30);
  }
}
