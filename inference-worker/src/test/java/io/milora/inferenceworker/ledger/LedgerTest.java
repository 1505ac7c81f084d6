package io.milora.inferenceworker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.inferenceworker.metrics.Asked;
import io.milora.model.PublicId;
import io.milora.model.Scope;
import io.milora.model.TenantId;
import io.milora.persistence.Caller;
import io.milora.persistence.Principal;
import io.milora.persistence.ServedSpan;
import io.milora.persistence.Span;
import io.milora.persistence.UsageCounts;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Asked ASKED =
      new Asked(
          "req-1",
          new Caller(
              new TenantId(PublicId.TENANT.next()),
              "acme",
              new Principal.ApiKey("key"),
              Set.of(Scope.INFER),
              null),
          "alias",
          "model",
          null,
          1,
          null,
          Context.root());

  private final Ledger ledger = new Ledger();

  @Test
  void minutesAndHoursHaveEveryRequest() {
    request(NOON);
    request(NOON.plusSeconds(59));
    request(NOON.plusSeconds(60));
    assertThat(requests(Span.MINUTE, NOON)).isEqualTo(2);
    assertThat(requests(Span.MINUTE, NOON.plusSeconds(60))).isEqualTo(1);
    assertThat(requests(Span.HOUR, NOON)).isEqualTo(3);
  }

  @Test
  void onlyWhatHasChangedIsWrittenAndThenAsAWhole() {
    request(NOON);
    written();
    assertThat(ledger.unwritten()).isEmpty();
    request(NOON.plusSeconds(1));
    assertThat(requests(Span.MINUTE, NOON)).isEqualTo(2);
  }

  @Test
  void aPageThatWasWrittenForGoodIsNotOpenedAgainByLatecomers() {
    request(NOON);
    written();
    ledger.close(NOON.plusSeconds(61), 10);
    request(NOON.plusSeconds(59));
    assertThat(ledger.unwritten())
        .extracting(ServedSpan::start)
        .containsExactlyInAnyOrder(NOON.plusSeconds(60), NOON);
    assertThat(requests(Span.MINUTE, NOON.plusSeconds(60))).isEqualTo(1);
    assertThat(requests(Span.HOUR, NOON)).isEqualTo(2);
  }

  @Test
  void ofWhatCannotBeWrittenTheOldestIsForgottenAndCounted() {
    for (int minute = 0; minute < 5; minute++) {
      request(NOON.plusSeconds(60L * minute));
    }
    assertThat(ledger.close(NOON.plusSeconds(270), 3)).isEqualTo(1);
    assertThat(ledger.unwritten()).as("3 minutes that are over, this one, this hour").hasSize(5);
    assertThat(requests(Span.HOUR, NOON)).isEqualTo(5);
  }

  private void request(Instant at) {
    ledger.add(ASKED, at, new UsageCounts(1, 0, 0, 0, 0), Map.of());
  }

  private void written() {
    ledger.unwritten().forEach(ledger::written);
  }

  private long requests(Span span, Instant start) {
    return ledger.unwritten().stream()
        .filter(page -> page.span() == span && page.start().equals(start))
        .flatMap(page -> page.usage().values().stream())
        .mapToLong(UsageCounts::requests)
        .sum();
  }
}
