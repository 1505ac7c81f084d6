package io.milora.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseFailureTest {
  @ParameterizedTest
  @CsvSource({
    "08006,AWAY",
    "08001,AWAY",
    "57P01,AWAY",
    "57P03,AWAY",
    "53300,AWAY",
    "22021,UNSTORABLE_TEXT",
    "22P05,UNSTORABLE_TEXT"
  })
  void theStateOfAnyCauseSaysWhatItIs(String state, DatabaseFailure expected) {
    Throwable failure =
        new IllegalStateException(new RuntimeException(new SQLException("x", state)));

    assertThat(DatabaseFailure.behind(failure)).contains(expected);
  }

  @Test
  void othersAreMistakesOfAProgram() {
    assertThat(DatabaseFailure.behind(new SQLException("syntax error", "42601"))).isEmpty();
    assertThat(DatabaseFailure.behind(new SQLException("no state"))).isEmpty();
    assertThat(DatabaseFailure.behind(new IllegalStateException("x"))).isEmpty();
  }
}
