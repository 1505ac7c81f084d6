package io.milora.persistence;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Failures of the database that are no mistakes of a program, told from its SQL states. */
public enum DatabaseFailure {
  /** It is away, ends or starts: later is better. */
  AWAY,
  /** A text has a character that no text in the database may have, U+0000. */
  UNSTORABLE_TEXT;

  /** Connections: cannot be made, or broke. */
  private static final String CONNECTION = "08";

  /** Ends by an administrator or a crash, or starts, or has no room for a connection. */
  private static final Set<String> NOT_NOW = Set.of("57P01", "57P02", "57P03", "53300");

  /** Not in the encoding, and not in JSON. */
  private static final Set<String> TEXT = Set.of("22021", "22P05");

  /** What is behind an exception, if it is one of these. */
  public static Optional<DatabaseFailure> behind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<DatabaseFailure> found =
          cause instanceof SQLException sql ? of(sql) : suppressedBy(cause);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** A transaction that cannot be committed says only there why. */
  private static Optional<DatabaseFailure> suppressedBy(Throwable failure) {
    return Arrays.stream(failure.getSuppressed())
        .map(DatabaseFailure::behind)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<DatabaseFailure> of(SQLException e) {
    String state = e.getSQLState();
    if (state == null) {
      // The pool has none to give, in time or at all.
      return isOfPool(e) ? Optional.of(AWAY) : Optional.empty();
    }
    if (state.startsWith(CONNECTION) || NOT_NOW.contains(state)) {
      return Optional.of(AWAY);
    }
    return TEXT.contains(state) ? Optional.of(UNSTORABLE_TEXT) : Optional.empty();
  }

  private static boolean isOfPool(SQLException e) {
    return e.getStackTrace().length > 0
        && e.getStackTrace()[0].getClassName().startsWith("io.agroal.pool");
  }
}
