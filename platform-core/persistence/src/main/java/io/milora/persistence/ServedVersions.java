package io.milora.persistence;

import io.milora.model.ContentHash;
import io.milora.model.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The versions that generation requests name. Finding one is on the way of every first token, so it
 * is one round trip to the database: the tenant's setting and the query are sent together, in one
 * transaction. Both locks of tenancy hold: the rows are the tenant's by the query and by row-level
 * security. Thread-safe.
 */
@ApplicationScoped
public class ServedVersions {
  private static final String FIND =
      """
      SELECT set_config('milora.tenant', ?, true);
      SELECT v.model_name, v.base_model, v.content_hash, v.base_sha256, v.tokenizer_sha256,
             v.chat_template_sha256
        FROM adapter_version v
        WHERE v.tenant_id = ?
          AND (v.model_name = ?
               OR v.id = (SELECT CASE WHEN ? < coalesce(a.canary_percent, 0)
                                      THEN a.canary_version_id ELSE a.adapter_version_id END
                            FROM alias a WHERE a.tenant_id = ? AND a.name = ?))
      """;

  private final DataSource database;

  ServedVersions(DataSource database) {
    this.database = database;
  }

  /**
   * A version as a server needs it.
   *
   * @param modelName the exact name
   * @param content SHA-256 of the adapter's archive
   * @param baseSha256 what it was trained with, as the next two, and must be served with
   */
  public record Version(
      String modelName,
      String baseModel,
      ContentHash content,
      String baseSha256,
      String tokenizerSha256,
      String chatTemplateSha256) {}

  /**
   * What a tenant means by an alias or an exact name. The two cannot be confused, as aliases have
   * no colon. Another tenant's versions do not exist for it.
   *
   * @param draw which side of an alias's split is meant, 0 to 99: the canary's if it is below the
   *     canary's percentage
   * @throws IllegalStateException if the database does not answer
   */
  public Optional<Version> find(TenantId tenant, String model, int draw) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setString(1, tenant.value());
      statement.setString(2, tenant.value());
      statement.setString(3, model);
      statement.setInt(4, draw);
      statement.setString(5, tenant.value());
      statement.setString(6, model);
      boolean unused = statement.execute();
      if (!statement.getMoreResults()) {
        throw new IllegalStateException("The query for a model gave no rows to read.");
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? Optional.of(version(rows)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The database does not find models", e);
    }
  }

  private static Version version(ResultSet row) throws SQLException {
    return new Version(
        row.getString("model_name"),
        row.getString("base_model"),
        new ContentHash(row.getString("content_hash")),
        row.getString("base_sha256"),
        row.getString("tokenizer_sha256"),
        row.getString("chat_template_sha256"));
  }
}
