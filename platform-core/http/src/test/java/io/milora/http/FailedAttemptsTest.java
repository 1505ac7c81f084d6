package io.milora.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
  private Instant now = Instant.EPOCH;
  private final FailedAttempts failures = new FailedAttempts(() -> now);

  @Test
  void thirtyBadKeysAMinuteFromOneAddressAreEnough() {
    IntStream.range(0, 29).forEach(i -> failures.note("192.0.2.1"));
    assertThatCode(() -> failures.refuseIfTooMany("192.0.2.1")).doesNotThrowAnyException();
    failures.note("192.0.2.1");

    assertThatThrownBy(() -> failures.refuseIfTooMany("192.0.2.1"))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("Too many");
    assertThatCode(() -> failures.refuseIfTooMany("192.0.2.2")).doesNotThrowAnyException();
    now = now.plusSeconds(60);
    assertThatCode(() -> failures.refuseIfTooMany("192.0.2.1")).doesNotThrowAnyException();
  }

  @Test
  void manyAddressesWithinAMinuteAreNotAllRememberedAndTheNewestCount() {
    IntStream.range(0, 3 * FailedAttempts.MOST_SOURCES).forEach(i -> failures.note("guesser-" + i));
    IntStream.range(0, 30).forEach(i -> failures.note("192.0.2.1"));

    assertThat(failures.sources()).isEqualTo(FailedAttempts.MOST_SOURCES);
    assertThatThrownBy(() -> failures.refuseIfTooMany("192.0.2.1"))
        .isInstanceOf(ApiException.class);
  }
}
