package io.milora.persistence;

import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Books generation requests on the quotas of their tenants and keys. Each call is one statement,
 * which is its own transaction: one round trip and no wait for the disk. Thread-safe.
 */
@ApplicationScoped
public class QuotaReservations {
  private final DataSource database;

  QuotaReservations(DataSource database) {
    this.database = database;
  }

  /**
   * Books a request on all of its quotas, or on none.
   *
   * @param keyId null if the caller has no key; then only the tenant's quota counts
   * @param tokens at most, of prompt and answers
   * @param lease how long the booking lasts unless it is {@linkplain #renew renewed}, whole seconds
   */
  public QuotaBooking reserve(
      TenantId tenant, @Nullable String keyId, long tokens, Duration lease) {
    return call(
        "SELECT * FROM reserve_quota(?, ?, ?, ?)",
        statement -> {
          statement.setString(1, tenant.value());
          statement.setString(2, keyId);
          statement.setLong(3, tokens);
          statement.setInt(4, Math.toIntExact(lease.toSeconds()));
          return booking(statement, tokens);
        });
  }

  private static QuotaBooking booking(PreparedStatement statement, long tokens)
      throws SQLException {
    Long id = null;
    List<QuotaScope> scopes = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        id = rows.getObject("reservation", Long.class);
        scopes.add(
            new QuotaScope(
                rows.getString("scope_key"),
                rows.getObject("requests_per_minute", Long.class),
                rows.getDouble("requests_used"),
                rows.getObject("tokens_per_minute", Long.class),
                rows.getDouble("tokens_used"),
                rows.getObject("concurrent_requests", Long.class),
                rows.getLong("running")));
      }
    }
    return new QuotaBooking(id, tokens, scopes);
  }

  /**
   * Ends a booking and gives back what was not used. Does nothing the second time.
   *
   * @param tokens used
   */
  public void settle(long booking, long tokens) {
    call(
        "SELECT settle_quota(?, ?)",
        statement -> {
          statement.setLong(1, booking);
          statement.setLong(2, tokens);
          return statement.execute();
        });
  }

  /** Keeps bookings for another while. */
  public void renew(Collection<Long> bookings, Duration lease) {
    call(
        "SELECT renew_reservations(?, ?)",
        statement -> {
          statement.setArray(
              1, statement.getConnection().createArrayOf("bigint", bookings.toArray()));
          statement.setInt(2, Math.toIntExact(lease.toSeconds()));
          return statement.execute();
        });
  }

  /**
   * Gives back what dead workers held.
   *
   * @return how many bookings
   */
  public int releaseLost() {
    return call(
        "SELECT release_lost_reservations()",
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
          }
        });
  }

  private <T> T call(String sql, Query<T> query) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      return query.run(statement);
    } catch (SQLException e) {
      throw new IllegalStateException("The database does not book quotas", e);
    }
  }

  @FunctionalInterface
  private interface Query<T> {
    T run(PreparedStatement statement) throws SQLException;
  }
}
