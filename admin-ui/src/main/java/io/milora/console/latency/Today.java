package io.milora.console.latency;

import com.vaadin.flow.component.Component;
import io.milora.console.platform.Caller;
import io.milora.console.platform.LatencyReport;
import io.milora.console.platform.Platform;
import io.milora.console.platform.ServedParameters;
import io.milora.console.platform.UsageReport;
import io.milora.console.shared.Figure;
import io.milora.console.shared.Show;
import io.milora.model.LatencyKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was served within the last 24 hours.
 *
 * @param ttft the p95 of the time to the first token, milliseconds; null without requests
 * @param endToEnd the p95 of the time to the end of the answer, milliseconds; null without requests
 */
public record Today(long requests, long errors, @Nullable Double ttft, @Nullable Double endToEnd) {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String KINDS = "ttft,e2e";

  /** Of one tenant. */
  public static Today ofTenant(Platform platform, Caller caller) {
    return read(ServedSource.ofTenant(platform, caller));
  }

  /** Of all tenants. */
  public static Today ofAll(Platform platform, Caller caller) {
    return read(ServedSource.ofAll(platform, caller));
  }

  private static Today read(ServedSource source) {
    Instant now = Instant.now();
    ServedParameters day =
        new ServedParameters(
            now.minus(DAY).getEpochSecond(), now.getEpochSecond(), null, null, null);
    UsageReport usage = source.usage(day, "hour");
    LatencyReport latency = source.latency(day, null, KINDS);
    return new Today(
        usage.data().stream().mapToLong(UsageReport.Line::requests).sum(),
        usage.data().stream().mapToLong(UsageReport.Line::errors).sum(),
        p95(latency, LatencyKind.TTFT),
        p95(latency, LatencyKind.E2E));
  }

  private static @Nullable Double p95(LatencyReport latency, LatencyKind kind) {
    for (LatencyReport.Line line : latency.data()) {
      if (line.kind() == kind) {
        return line.p95();
      }
    }
    return null;
  }

  /** The numbers, each with what it is. */
  public Component[] figures() {
    Figure asked = new Figure("Requests, 24 hours");
    asked.show(Show.count(requests), errors == 0 ? "no errors" : Show.count(errors) + " errors");
    Figure first = new Figure("TTFT, p95");
    first.show(LatencyTexts.millis(ttft), "to the first token");
    Figure whole = new Figure("End to end, p95");
    whole.show(LatencyTexts.millis(endToEnd), "to the end of the answer");
    return new Component[] {asked, first, whole};
  }
}
